"""Rule: suppression cannot be understood."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class SuppressionMalformed(Rule[Problem]):
    """A comment starts with `gitops-lint:` and does not say what to ignore, so it ignores nothing.

    Write `# gitops-lint: ignore[rule-name] why` on the line or alone above the node, or `# gitops-lint: ignore-
    file[rule-name] why` for the file.

    **When to allow it.** Never.
    """

    summary = "suppression cannot be understood"
    severity = Severity.WARNING
    tags = frozenset({"suppression"})

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings  # gitops-lint: ignore
              #               ^^^^^^^^^^^^^^^^^^^^^ 'ignore' names no rule: write ignore[rule] and a reason
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            """),
    )
