"""Rule: suppression suppresses nothing."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class SuppressionUnused(Rule[Problem]):
    """Nothing breaks the ignored rule here any more. Left in place it would hide the next mistake.

    Only suppressions whose rules all ran are judged.

    **When to allow it.** Rules differ between local runs and CI, and the rule runs only there.
    """

    summary = "suppression suppresses nothing"
    severity = Severity.INFO
    tags = frozenset({"suppression"})
