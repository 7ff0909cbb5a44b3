"""Rule: hook does not end."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class LongRunningHook(SyncRule):
    """A hook is for work that ends. A Deployment, Service or the like that is a hook is not compared with git, and is
    deleted and made anew with each sync.

    **When to allow it.**  It is meant to live for the time between two syncs.
    """

    summary = "hook does not end"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    #                            ^^^^^^^ Deployment 'web' is a hook, and runs on after the sync; hooks are not part of the comparison, and are deleted and made anew with each sync
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: m
                      annotations:
                        argocd.argoproj.io/hook: PreSync
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
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: m
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    """,
            },
        ),
    )
