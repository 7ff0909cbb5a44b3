"""Rule: suppression gives no reason."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class SuppressionWithoutReason(Rule[Problem]):
    """Something is ignored, and nobody who reads it later can know why or whether it still holds.

    Write the reason behind the brackets: `# gitops-lint: ignore[single-replica] leader election is not
    supported`.

    **When to allow it.** Never; one sentence is cheap.
    """

    summary = "suppression gives no reason"
    severity = Severity.WARNING
    tags = frozenset({"suppression"})

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings  # gitops-lint: ignore[suppression-without-reason]
              #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'suppression-without-reason' is ignored without a reason
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings  # gitops-lint: ignore[suppression-without-reason] shown for its own sake
            """),
    )
