"""Rule: class of a pod is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Repository, Resource, Severity

_CLASSES = {"priorityClassName": "PriorityClass", "runtimeClassName": "RuntimeClass"}


class PodClassNotFound(DanglingRule):
    """Pods name a PriorityClass or RuntimeClass that nothing in the repository makes.  Without it the API server refuses
    every pod: `no PriorityClass with name urgent was found`; the sync fails for bare Pods only, and succeeds for workloads
    whose pods never come.

    A repository that makes no class of the kind at all leaves them to others, so that is only told with low confidence.

    **When to allow it.**  Somebody else makes the class; say so under `external:` in the configuration.
    """

    summary = "PriorityClass or RuntimeClass is not in the repository"
    severity = Severity.WARNING

    def concerns(self, reference: Reference) -> bool:
        """Classes of pods."""
        return _CLASSES.get(reference.via) == reference.kind

    def leaves(self, repo: Repository, target: Resource, reference: Reference) -> bool:
        """Whether the repository makes no such class at all, or the object is of a loose file."""
        made = repo.of_kind(reference.group, reference.kind)
        return not made or super().leaves(repo, target, reference)

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: scheduling.k8s.io/v1
                    kind: PriorityClass
                    metadata: {name: batch}
                    value: 1000
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          priorityClassName: urgent
                    #                        ^^^^^^ PriorityClass 'urgent' is not in the repository
                          runtimeClassName: gvisor
                    #                       ^^^^^^ RuntimeClass 'gvisor' is not in the repository
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
                    apiVersion: scheduling.k8s.io/v1
                    kind: PriorityClass
                    metadata: {name: batch}
                    value: 1000
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: report}
                    spec:
                      priorityClassName: batch
                      containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: agent}
                    spec:
                      priorityClassName: system-node-critical
                      containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
            title="made beside it, or by every cluster",
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [pod.yaml]
                    """,
                "pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: report}
                    spec:
                      priorityClassName: batch
                      containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
            options={"uncertain": False},
            title="others make the classes",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: report}
            spec:
              priorityClassName: ""
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
            title="an empty name is none",
        ),
    )
