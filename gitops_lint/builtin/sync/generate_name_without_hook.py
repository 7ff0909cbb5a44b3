"""Rule: generateName on what is no hook."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class GenerateNameWithoutHook(SyncRule):
    """Argo CD compares by name. What has `generateName` alone is made anew by each sync and never in sync.

    **When to allow it.**  Never; make it a hook or name it.
    """

    summary = "generateName on what is no hook"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      generateName: migrate-
                    #               ^^^^^^^^ Job 'migrate-' has generateName and no name, and is no hook; Argo CD gives it no name: each sync makes another one, and the Application is never Synced
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
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
    )
