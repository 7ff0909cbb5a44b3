"""Rule: finished Job is created again and again."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class JobRunsForEver(SyncRule):
    """Kubernetes removes the finished Job, Argo CD with `selfHeal` finds it missing and creates it again. Make it a
    hook, or let it stay.

    **When to allow it.**  The Job is meant to run again and again.
    """

    summary = "finished Job is created again and again"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {selfHeal: true}}
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: load
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      ttlSecondsAfterFinished: 600
                    #                          ^^^ Job 'load' is removed after it has finished, and selfHeal brings it back; the Job runs again and again
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {selfHeal: false}}
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: load
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      ttlSecondsAfterFinished: 600
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {selfHeal: true}}
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: load
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
