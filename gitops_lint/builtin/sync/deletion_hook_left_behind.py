"""Rule: deletion hook stays in the cluster."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class DeletionHookLeftBehind(SyncRule):
    """Hooks of a deletion stay in the cluster unless a delete policy, `HookSucceeded` or `HookFailed`, removes them.

    **When to allow it.**  The finished Job is looked at afterwards.
    """

    summary = "deletion hook stays in the cluster"
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
                    #                            ^^^^^^^^^^ PostDelete hook Job 'clean-up' has no delete policy that removes it; it stays in the cluster
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
