"""Rule: target of a HorizontalPodAutoscaler is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class DanglingHpa(DanglingRule):
    """A HorizontalPodAutoscaler scales an object that nothing in the repository makes: it never acts
    (`FailedGetScale`), and Argo CD shows it as Degraded.

    **When to allow it.**  Somebody else makes the target; say so under `external:` in the configuration.
    """

    summary = "target of a HorizontalPodAutoscaler is not in the repository"
    severity = Severity.WARNING
    aliases = (
        "kube-linter:dangling-horizontalpodautoscaler",
        "kube-score:horizontalpodautoscaler-has-target",
        "kubescape:C-0300",
    )
    kinds = ("autoscaling/HorizontalPodAutoscaler",)

    def concerns(self, reference: Reference) -> bool:
        """The target."""
        return reference.via == "scaleTargetRef" or reference.pointer == "/spec/scaleTargetRef/name"

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata:
                      name: web
                    spec:
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
                    #                                                               ^^^^ Deployment 'shop' is not in the repository
                      maxReplicas: 4
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
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata:
                      name: web
                    spec:
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                      maxReplicas: 4
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
