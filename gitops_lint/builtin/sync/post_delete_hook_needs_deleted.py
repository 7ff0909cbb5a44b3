"""Rule: PostDelete hook needs what is deleted before."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class PostDeleteHookNeedsDeleted(SyncRule):
    """PostDelete hooks run after all else was deleted. What they need must be a PostDelete hook itself; else the hook
    never completes and the Application stays in deletion.

    **When to allow it.**  Something outside of this application brings the object.
    """

    summary = "PostDelete hook needs what is deleted before"
    severity = Severity.ERROR
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
                        argocd.argoproj.io/hook-delete-policy: HookSucceeded
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          serviceAccountName: clean-up
                    #                         ^^^^^^^^ PostDelete hook Job 'clean-up' needs ServiceAccount 'clean-up', which is deleted before it runs; the hook does not complete, and the Application stays in deletion
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: clean-up
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
                          serviceAccountName: clean-up
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: clean-up
                      annotations:
                        argocd.argoproj.io/hook: PostDelete
                        argocd.argoproj.io/hook-delete-policy: HookSucceeded
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
                        argocd.argoproj.io/hook: PreDelete
                        argocd.argoproj.io/hook-delete-policy: HookSucceeded
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          serviceAccountName: clean-up
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: clean-up
                    """,
            },
        ),
    )
