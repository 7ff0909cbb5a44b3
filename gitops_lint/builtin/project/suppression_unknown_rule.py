"""Rule: suppression names a rule that does not exist."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class SuppressionUnknownRule(Rule[Problem]):
    """A comment or annotation ignores a rule of that name, and there is none. A typo suppresses nothing.

    **When to allow it.** The rule comes from a plugin that is not installed here.
    """

    summary = "suppression names a rule that does not exist"
    severity = Severity.WARNING
    tags = frozenset({"suppression"})

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings  # gitops-lint: ignore[no-such-rule] a typo
              #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown rule 'no-such-rule'
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings  # gitops-lint: ignore[suppression-unknown-rule] it exists
            """),
    )
