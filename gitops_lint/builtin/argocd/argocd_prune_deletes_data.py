"""Rule: pruning would delete data."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import is_hook
from gitops_lint.syncplan.options import csv, has_option

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
    deployed = True
    kinds = ("PersistentVolumeClaim", "Namespace", "apiextensions.k8s.io/CustomResourceDefinition")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Objects that nothing keeps."""
        application = target.deployable.application if target.deployable is not None else None
        if application is None or is_hook(target.value):  # which Argo CD makes and deletes, and never prunes
            return
        app = read_application(application.value)
        if app.automated is None or not app.automated.prune or not app.automated.enabled:
            return
        general = [option.text for option in app.sync_options]
        kept = not _KEEPING.isdisjoint(csv(target.value))
        if not kept and not any(has_option(general, option, target.context.argocd) for option in _KEEPING):
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
