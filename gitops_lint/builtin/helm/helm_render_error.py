"""Rule: chart does not render."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class HelmRenderError(Rule[Problem]):
    """Helm refuses to render the chart with the values that the Application gives it, in the words of the
    message.

    Argo CD runs the same command and shows `failed to generate manifest`; nothing of the Application is
    applied.

    **When to allow it.** Never: the sync fails.
    """

    summary = "chart does not render"
    severity = Severity.ERROR
    tags = frozenset({"helm", "sync"})
