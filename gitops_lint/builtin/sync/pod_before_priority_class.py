"""Rule: Pod is applied before its PriorityClass."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class PodBeforePriorityClass(SyncRule):
    """Within a wave Argo CD applies kinds it does not know by heart last, PriorityClass among them. A bare Pod of the
    same wave is refused, and nobody tries again as a ReplicaSet would.

    **When to allow it.**  Never; an earlier wave for the class costs nothing.
    """

    summary = "Pod is applied before its PriorityClass"
    severity = Severity.ERROR
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
                      name: probe
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      priorityClassName: urgent
                    #                    ^^^^^^ Pod 'probe' is applied before PriorityClass 'urgent' of the same wave; 'one or more objects failed to apply': no PriorityClass with name urgent was found
                      containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: scheduling.k8s.io/v1
                    kind: PriorityClass
                    metadata:
                      name: urgent
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    value: 1000
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
                      name: probe
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      priorityClassName: urgent
                      containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: scheduling.k8s.io/v1
                    kind: PriorityClass
                    metadata:
                      name: urgent
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    value: 1000
                    """,
            },
        ),
    )
