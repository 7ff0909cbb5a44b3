"""Rule: hook Pod restarts always."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookPodRestarts(SyncRule):
    """A Pod that is a hook and restarts always does not end: Argo CD takes it for complete as soon as it is ready.

    **When to allow it.**  That it becomes ready is all that is to be tested.
    """

    summary = "hook Pod restarts always"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: check
                      annotations:
                        argocd.argoproj.io/hook: PostSync
                    spec:
                      restartPolicy: Always
                    #                ^^^^^^ hook Pod 'check' has restartPolicy Always; it counts as complete as soon as it is ready, whatever it still has to do
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
                    kind: Pod
                    metadata:
                      name: check
                      annotations:
                        argocd.argoproj.io/hook: PostSync
                    spec:
                      restartPolicy: Never
                      containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
