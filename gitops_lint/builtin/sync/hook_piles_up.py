"""Rule: hooks with generated names are never deleted."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookPilesUp(SyncRule):
    """A hook with `generateName` has a new name with each sync, so that `BeforeHookCreation` deletes nothing: its
    objects pile up. Give it a delete policy.

    **When to allow it.**  Something else cleans up.
    """

    summary = "hooks with generated names are never deleted"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      generateName: migrate-
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    #                            ^^^^^^^ hook Job 'migrate-' gets a new name with each sync, and no delete policy removes it; its objects pile up
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
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      generateName: migrate-
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                        argocd.argoproj.io/hook-delete-policy: HookSucceeded
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
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
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
    )
