"""Rule: Application is a hook."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class ApplicationAsHook(SyncRule):
    """An Application that is a hook is deleted and made anew with each sync; with the finalizer of Argo CD all that it
    deploys is deleted too.

    **When to allow it.**  Never.
    """

    summary = "Application is a hook"
    severity = Severity.ERROR
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
                        argocd.argoproj.io/hook: PostSync
                    #                            ^^^^^^^^ Application 'shop' is a hook; it is deleted and made anew with each sync, with a finalizer all its resources too
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
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
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    """,
            },
        ),
    )
