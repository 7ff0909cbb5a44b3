"""Rule: PodDisruptionBudget is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class DisruptionBudgetInvalid(JudgedRule):
    """A budget says either how many pods must be available or how many may be missing, as a count or a percentage of at
    most 100%.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "PodDisruptionBudget is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "reliability", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec:
            #^^^ spec: Invalid value: minAvailable and maxUnavailable cannot be both set
              minAvailable: 1
              maxUnavailable: 1
              selector: {matchLabels: {app: web}}
            """,
        ),
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {maxUnavailable: 50%, selector: {matchLabels: {app: web}}}
            """,
        ),
    )
