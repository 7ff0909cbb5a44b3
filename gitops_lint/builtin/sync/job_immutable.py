"""Rule: Job cannot be changed by a sync."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class JobImmutable(SyncRule):
    """The pod template of a Job cannot be changed: the next sync with another image fails with `field is immutable`.
    Make the Job a hook, or set the sync options `Force=true,Replace=true` on it.

    **When to allow it.**  The Job is never changed under this name.
    """

    summary = "Job cannot be changed by a sync"
    severity = Severity.WARNING
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
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: load
                    #       ^^^^ Job 'load' is no hook and has a fixed name; a sync that changes its pod template fails: 'field is immutable'
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
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: load
                      annotations:
                        argocd.argoproj.io/hook: Sync
                    spec:
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
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: load
                      annotations:
                        argocd.argoproj.io/sync-options: "Force=true,Replace=true"
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
