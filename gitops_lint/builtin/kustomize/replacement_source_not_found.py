"""Rule: replacement has no source."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ReplacementSourceNotFound(Rule[Problem]):
    """The object or field that a replacement reads is not there, and kustomize refuses to build.

    **When to allow it.** Never: the sync fails, or the author's intention is lost.
    """

    summary = "replacement has no source"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
