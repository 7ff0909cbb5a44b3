"""Rule: target of a VerticalPodAutoscaler is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class DanglingVpa(DanglingRule):
    """A VerticalPodAutoscaler is for an object that nothing in the repository makes: it recommends and changes nothing.

    **When to allow it.**  Somebody else makes the target; say so under `external:` in the configuration.
    """

    summary = "target of a VerticalPodAutoscaler is not in the repository"
    severity = Severity.WARNING
    aliases = ("kyverno:verify-vpa-target",)
    kinds = ("autoscaling.k8s.io/VerticalPodAutoscaler",)

    def concerns(self, reference: Reference) -> bool:
        """The target."""
        return reference.pointer == "/spec/targetRef/name"

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: autoscaling.k8s.io/v1
                    kind: VerticalPodAutoscaler
                    metadata:
                      name: web
                    spec:
                      targetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
                    #                                                          ^^^^ Deployment 'shop' is not in the repository
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: autoscaling.k8s.io/v1
                    kind: VerticalPodAutoscaler
                    metadata:
                      name: web
                    spec:
                      targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
    )
