"""Rule: a PodDisruptionBudget allows some eviction."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class PdbMaxUnavailableZero(Rule[Resource]):
    """The PodDisruptionBudget forbids every eviction.

    Nodes with such a pod cannot be drained: upgrades of node groups hang until somebody deletes the pod by hand.

    **When to allow it.**  Pods that only people may move.
    """

    summary = "PodDisruptionBudget forbids every eviction"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kube-linter:pdb-max-unavailable",
        "polaris:pdbDisruptionsIsZero",
        "kyverno:pdb-maxunavailable",
        "kyverno:pdb-maxunavailable-with-deployments",
        "gatekeeper:poddisruptionbudget",
    )
    kinds = ("policy/PodDisruptionBudget",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The value."""
        most = target.at("spec", "maxUnavailable")
        if most is not None and most.value in (0, "0", "0%") and not isinstance(most.value, bool):
            yield self.finding(most, "'maxUnavailable' of 0 forbids every eviction: nodes cannot be drained")

    examples = (
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              maxUnavailable: 0
              #               ^ 'maxUnavailable' of 0 forbids every eviction: nodes cannot be drained
              selector:
                matchLabels:
                  app: web
            """,
        ),
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              maxUnavailable: 0%
              #               ^^ 'maxUnavailable' of 0 forbids every eviction: nodes cannot be drained
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
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              maxUnavailable: 1%
              selector:
                matchLabels:
                  app: web
            """,
            title="rounded up to one pod",
        ),
    )
