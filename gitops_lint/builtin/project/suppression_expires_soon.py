"""Rule: suppression expires within thirty days."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class SuppressionExpiresSoon(Rule[Problem]):
    """Something is ignored until a date that is near; after it the finding comes back.

    **When to allow it.** It is a reminder, not a defect.
    """

    summary = "suppression expires within thirty days"
    severity = Severity.INFO
    tags = frozenset({"suppression"})
