"""Rule: suppression has expired."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class SuppressionExpired(Rule[Problem]):
    """The date until which something was to be ignored has passed; it counts again.

    Mend the cause, or decide anew and give a new date.

    **When to allow it.** Never.
    """

    summary = "suppression has expired"
    severity = Severity.WARNING
    tags = frozenset({"suppression"})
