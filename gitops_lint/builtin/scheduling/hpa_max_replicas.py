"""Rule: an autoscaler has room to scale."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class HpaMaxReplicas(Rule[Resource]):
    """The HorizontalPodAutoscaler's minimum is its maximum: it never scales.

    Raise `maxReplicas`, or write `replicas` in the workload and take the autoscaler away.

    **When to allow it.**  It is pinned for a while.
    """

    summary = "autoscaler never scales"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "polaris:hpaMaxAvailability",
        "gatekeeper:horizontalpodautoscaler",
    )
    kinds = ("autoscaling/HorizontalPodAutoscaler",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The maximum."""
        most, least = target.at("spec", "maxReplicas"), target.get("spec", "minReplicas")
        if most is not None and isinstance(most.value, int) and most.value == (1 if least is None else least):
            yield self.finding(most, f"'maxReplicas' is 'minReplicas': it always keeps {most.value}")

    examples = (
        Bad(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 3
              maxReplicas: 3
              #            ^ 'maxReplicas' is 'minReplicas': it always keeps 3
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
        ),
        Good(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
        ),
    )
