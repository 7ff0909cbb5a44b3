"""Rule: AppProject has no earlier wave than its Application."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class ProjectNotBeforeApplication(SyncRule):
    """An Application and its AppProject are deployed together, and the project has no earlier wave. On creation the
    Application reports that its project does not exist; on deletion, which goes through the waves backwards, the
    project goes first and the Application's finalizers hang.

    **When to allow it.**  The parent is never deleted.
    """

    summary = "AppProject has no earlier wave than its Application"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      project: shop
                    #          ^^^^ Application 'shop' is not in a later wave than its AppProject 'shop'; on deletion the project goes first, and the Application's finalizers hang: 'project does not exist'
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "2"
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
        ),
    )
