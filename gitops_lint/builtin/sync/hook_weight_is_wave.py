"""Rule: weight of a hook on an object that is no hook."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookWeightIsWave(SyncRule):
    """`helm.sh/hook-weight` orders Helm's hooks. Argo CD takes it as the sync wave of any object, one that is no hook
    included. Take the annotation away, or write the wave as `argocd.argoproj.io/sync-wave`.

    **When to allow it.**  The wave is meant.
    """

    summary = "weight of a hook on an object that is no hook"
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
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        helm.sh/hook-weight: "5"
                    #                        ^^^ ConfigMap 'settings' is no hook and has helm.sh/hook-weight; Argo CD takes it as sync wave 5
                    data: {MODE: fast}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: other
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    data: {MODE: fast}
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
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    data: {MODE: fast}
                    ---
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: m
                      annotations:
                        helm.sh/hook: pre-install
                        helm.sh/hook-weight: "5"
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
