"""Rule: broken pods may always be evicted."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class PdbUnhealthyPodEvictionPolicy(Rule[Resource]):
    """Pods that never become ready keep their node from being drained.

    By default the budget protects them like healthy ones as long as too few are healthy.  Set
    `unhealthyPodEvictionPolicy: AlwaysAllow`.

    **When to allow it.**  Programs that lose data when a broken pod is moved.
    """

    summary = "broken pods may block a drain"
    severity = Severity.INFO
    tags = TAGS
    aliases = ("kube-linter:pdb-unhealthy-pod-eviction-policy",)
    kinds = ("policy/PodDisruptionBudget",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The budget."""
        if target.get("spec", "unhealthyPodEvictionPolicy") is None:
            yield self.finding(
                target, "pods that never become ready may block a drain: no 'unhealthyPodEvictionPolicy'"
            )

    examples = (
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              #     ^^^ pods that never become ready may block a drain: no 'unhealthyPodEvictionPolicy'
              namespace: shop
            spec:
              maxUnavailable: 1
              selector:
                matchLabels:
                  app: web
            """,
        ),
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              maxUnavailable: 1
              unhealthyPodEvictionPolicy: AlwaysAllow
              selector:
                matchLabels:
                  app: web
            """,
        ),
    )
