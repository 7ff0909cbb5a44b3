"""Rule: child Application without finalizer under a parent that prunes."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import FINALIZER, read_application
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.syncplan.options import csv


class ArgocdFinalizerMissing(Rule[Application]):
    """The parent prunes this Application when its file goes, but without `resources-finalizer.argocd.argoproj.io` everything
    that it deployed stays in the cluster, and nobody owns it.

    One with the sync option `Prune=false` is not pruned.

    **When to allow it.**  What it deploys must outlive it: databases, CRDs.
    """

    summary = "Application that may be pruned leaves its objects behind"
    severity = Severity.INFO
    tags = frozenset({"argocd"})
    aliases = ("argocd-lint:AR006",)

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Children of parents with automated pruning."""
        parent = target.deployable.application if target.deployable is not None else None
        if parent is None or parent is target or "Prune=false" in csv(target.value):
            return
        automated = read_application(parent.value).automated
        if automated is None or not automated.prune or not automated.enabled:
            return
        finalizers = [text for text in target.sequence("metadata", "finalizers") if isinstance(text, str)]
        if not any(text.startswith(FINALIZER) for text in finalizers):
            node = target.at("metadata", "name") or target
            yield self.finding(node, "parent prunes this Application, which has no resources-finalizer")

    examples = (
        Bad(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true, selfHeal: true}}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    #                ^^^^ parent prunes this Application, which has no resources-finalizer
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true, selfHeal: true}}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
