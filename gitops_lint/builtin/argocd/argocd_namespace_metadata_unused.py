"""Rule: managedNamespaceMetadata without CreateNamespace=true."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Resource, Severity


class ArgocdNamespaceMetadataUnused(SpecRule):
    """`managedNamespaceMetadata` has an effect only where Argo CD makes the namespace: with `CreateNamespace=true`.
    A Pod Security label there protects nothing.  Neither does it where the Application deploys a manifest of the namespace:
    Argo CD applies that and leaves the metadata alone.  Write the labels into the manifest.
    Source: `autoCreateNamespace` in Argo CD's gitops-engine, `pkg/sync/sync_context.go`.

    **When to allow it.**  Never.
    """

    summary = "managedNamespaceMetadata that nothing applies"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    aliases = ()
    family = frozenset({"namespace-metadata-unused"})

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """What has no effect by itself, and what a manifest of the namespace takes the place of."""
        yield from super().check(target, repo)
        node = target.at("spec", "syncPolicy", "managedNamespaceMetadata")
        deployable = deployed_by(target, repo) if isinstance(target, Application) and node is not None else None
        if node is None or deployable is None:
            return
        if "CreateNamespace=true" not in target.sequence("spec", "syncPolicy", "syncOptions"):
            return
        for resource in deployable.resources:
            own = resource.is_a("", "Namespace") and resource.name == deployable.namespace
            if own and "argocd.argoproj.io/hook" not in resource.annotations:
                message = f"managedNamespaceMetadata has no effect beside the manifest of Namespace '{resource.name}'"
                yield self.finding(node, message, related=[(resource, "this manifest wins")], grip="key")
                return

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
              syncPolicy:
                managedNamespaceMetadata: {labels: {team: shop}}
              # ^^^^^^^^^^^^^^^^^^^^^^^^ managedNamespaceMetadata has no effect without the sync option 'CreateNamespace=true'
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy:
                syncOptions: [CreateNamespace=true]
                managedNamespaceMetadata: {labels: {team: shop}}
            """,
        ),
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy:
                        syncOptions: [CreateNamespace=true]
                        managedNamespaceMetadata: {labels: {team: shop}}
                      # ^^^^^^^^^^^^^^^^^^^^^^^^ managedNamespaceMetadata has no effect beside the manifest of Namespace 'shop'
                    """,
                "shop/namespace.yaml": "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="beside a manifest",
        ),
    )
