"""Rule: a PodDisruptionBudget says how many pods."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class PdbPolicyMissing(Rule[Resource]):
    """The PodDisruptionBudget has neither `minAvailable` nor `maxUnavailable`.

    The API server takes it, and then no eviction is allowed at all (`getExpectedPodCount` in the disruption controller
    expects no pods): nodes cannot be drained.  Write `maxUnavailable: 1`.

    **When to allow it.**  Never.
    """

    summary = "PodDisruptionBudget says no number"
    severity = Severity.WARNING
    tags = TAGS
    aliases = ("kube-score:poddisruptionbudget-has-policy",)
    kinds = ("policy/PodDisruptionBudget",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The budget."""
        if target.get("spec", "minAvailable") is None and target.get("spec", "maxUnavailable") is None:
            yield self.finding(target, "PodDisruptionBudget has neither 'minAvailable' nor 'maxUnavailable'")

    examples = (
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              #     ^^^ PodDisruptionBudget has neither 'minAvailable' nor 'maxUnavailable'
              namespace: shop
            spec:
              unhealthyPodEvictionPolicy: AlwaysAllow
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
              selector:
                matchLabels:
                  app: web
            """,
        ),
    )
