"""Rule: HorizontalPodAutoscaler is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class AutoscalerInvalid(JudgedRule):
    """`maxReplicas` is not below `minReplicas`; zero replicas need an object or external metric; a metric fills in the
    source and the target that its types name.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "HorizontalPodAutoscaler is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "reliability", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 5
              maxReplicas: 3
            #              ^ spec.maxReplicas: Invalid value 3: must be greater than or equal to `minReplicas`
            """,
        ),
        Good(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 3
              maxReplicas: 3
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
            """,
        ),
    )
