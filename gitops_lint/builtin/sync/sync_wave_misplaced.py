"""Rule: sync wave where Argo CD does not read it."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class SyncWaveMisplaced(SyncRule):
    """Argo CD reads the sync wave in the annotations of the objects it applies. As a label or on a pod template it has
    no effect.

    **When to allow it.**  Never.
    """

    summary = "sync wave where Argo CD does not read it"
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
                      labels:
                        argocd.argoproj.io/sync-wave: "2"
                    #                                 ^^^ ConfigMap 'settings' has its sync wave as a label; labels hold no waves
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
                        argocd.argoproj.io/sync-wave: "2"
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    commonAnnotations: {argocd.argoproj.io/sync-wave: "2"}
                    """,
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: migrate}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: migrate, image: "registry.example/shop:1"}]}
                    """,
            },
            title="as kustomize's commonAnnotations writes it",
        ),
    )
