"""Rule: schema of a chart's values is broken."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ValuesSchemaInvalid(Rule[Problem]):
    """`values.schema.json` is no JSON, or no valid JSON Schema, so that helm refuses whatever values the chart is given. Argo CD
    applies nothing.

    **When to allow it.** Never: the sync fails.
    """

    summary = "schema of a chart's values is broken"
    severity = Severity.ERROR
    tags = frozenset({"helm", "sync"})
