"""Rule: pruning would delete data."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_KEEPING = frozenset({"Prune=false", "Prune=confirm"})


class ArgocdPruneDeletesData(Rule[Resource]):
    """An Application with automated pruning deploys a PersistentVolumeClaim, a Namespace or a CustomResourceDefinition.  When the
    file is renamed or left out by mistake, Argo CD deletes the object, and with it the volume, everything in the namespace, or
    every custom object of the kind.

    `argocd.argoproj.io/sync-options: Prune=false` keeps it; `Prune=confirm` asks.

    **When to allow it.**  The data can be made again.
    """

    summary = "automated pruning would delete data with the object"
    severity = Severity.INFO
    tags = frozenset({"argocd", "reliability"})
    kinds = ("PersistentVolumeClaim", "Namespace", "apiextensions.k8s.io/CustomResourceDefinition")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Objects that nothing keeps."""
        application = target.deployable.application if target.deployable is not None else None
        if application is None:
            return
        app = read_application(application.value)
        if app.automated is None or not app.automated.prune or not app.automated.enabled:
            return
        own = target.annotations.get("argocd.argoproj.io/sync-options", "")
        options = {part.strip() for part in own.split(",")} | {option.text for option in app.sync_options}
        if not options & _KEEPING:
            node = target.at("metadata", "name") or target
            yield self.finding(node, f"automated pruning deletes {target.kind} '{target.name}' with what is in it")

    examples = (
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
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/data.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: data}
                    #                ^^^^ automated pruning deletes PersistentVolumeClaim 'data' with what is in it
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/data.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: data, annotations: {argocd.argoproj.io/sync-options: "ServerSideApply=true, Prune=confirm"}}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: false}}
                    """,
                "shop/data.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
