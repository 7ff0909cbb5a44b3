"""Rule: what only Argo CD writes is in git."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_ON_APPLICATIONS = {
    "argocd.argoproj.io/refresh": "asks for a refresh each time it is applied",
    "argocd.argoproj.io/hydrate": "asks for hydration each time it is applied",
}
_TRACKING = "argocd.argoproj.io/tracking-id"


class ArgocdRuntimeFieldCommitted(Rule[Resource]):
    """Argo CD or its command line writes these at run time; in git they trigger an operation on every apply, or fight.

    They usually come from `kubectl get -o yaml`: `operation`, `status`, the annotations `refresh` and `hydrate`, and
    `tracking-id` on anything.

    **When to allow it.**  Never.
    """

    summary = "what only Argo CD writes is in git"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The operation of an Application, and annotations."""
        if target.is_a("argoproj.io", "Application"):
            node = target.at("operation")
            if node is not None and node.value:
                yield self.finding(node, "operation starts a sync each time the Application is applied", grip="key")
            node = target.at("status")
            if node is not None and node.value and target.origin.trace(node.pointer)[0].how != "template":
                yield self.finding(node, "status is the controller's own record of the Application", grip="key")
            for key, what in _ON_APPLICATIONS.items():
                node = target.at("metadata", "annotations", key)
                if node is not None:
                    yield self.finding(node, f"annotation '{key}' {what}", grip="key")
        node = target.at("metadata", "annotations", _TRACKING)
        if node is not None and target.origin.trace(node.pointer)[0].how != "template":
            yield self.finding(
                node, f"annotation '{_TRACKING}' is Argo CD's own record of who owns the object", grip="key"
            )

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            status:
            #^^^^^ status is the controller's own record of the Application
              sync: {status: Synced}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd.argoproj.io/refresh: hard
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'argocd.argoproj.io/refresh' asks for a refresh each time it is applied
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations:
                argocd.argoproj.io/tracking-id: shop:/ConfigMap:shop/settings
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'argocd.argoproj.io/tracking-id' is Argo CD's own record of who owns the object
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd.argoproj.io/sync-wave: '1'
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
    )
