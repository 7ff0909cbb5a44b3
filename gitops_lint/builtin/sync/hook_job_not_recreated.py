"""Rule: hook Job may be in the way of its next run."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookJobNotRecreated(SyncRule):
    """The only delete policy of a Job with a fixed name does not apply after every outcome. The Job of the last run is
    then still there, and Jobs cannot be changed. Add `BeforeHookCreation`.

    **When to allow it.**  The old Job is to be deleted by hand after a failure.
    """

    summary = "hook Job may be in the way of its next run"
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
                    #                            ^^^^^^^ hook Job 'migrate' is deleted only with HookSucceeded; after a failure the old Job stays, and cannot be changed: 'field is immutable'
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
                        argocd.argoproj.io/hook-delete-policy: "BeforeHookCreation,HookSucceeded"
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
