"""Rule: deletion hook has a wave."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class DeletionHookWave(SyncRule):
    """All hooks of a deletion start together: waves and weights do not order them.

    **When to allow it.**  Another hook of the object is ordered by it.
    """

    summary = "deletion hook has a wave"
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
                      name: clean-up
                      annotations:
                        argocd.argoproj.io/hook: PostDelete
                        argocd.argoproj.io/sync-wave: "2"
                    #                                 ^^^ Job 'clean-up' runs on deletion and has a wave; all hooks of a deletion start together, whatever their waves
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
                      name: clean-up
                      annotations:
                        argocd.argoproj.io/hook: PostDelete
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
                      name: clean-up
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                        argocd.argoproj.io/sync-wave: "2"
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
