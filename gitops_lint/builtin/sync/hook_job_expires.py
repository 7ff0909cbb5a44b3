"""Rule: hook Job is removed as soon as it has finished."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookJobExpires(SyncRule):
    """With `ttlSecondsAfterFinished: 0` Kubernetes removes the Job as soon as it has finished, maybe before Argo CD
    sees that it has. Let the hook's delete policy clean up.

    **When to allow it.**  Argo CD is new enough to hold the Job with a finalizer.
    """

    summary = "hook Job is removed as soon as it has finished"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
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
                      ttlSecondsAfterFinished: 0
                    #                          ^ hook Job 'migrate' is removed as soon as it has finished; the sync may not see its end: 'Resource batch/Job/migrate is missing, it might have been deleted'
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
                      ttlSecondsAfterFinished: 600
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
