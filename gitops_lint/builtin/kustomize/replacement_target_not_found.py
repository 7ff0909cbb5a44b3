"""Rule: replacement has no target."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ReplacementTargetNotFound(Rule[Problem]):
    """The object or field that a replacement writes is not there. Kustomize refuses to build unless
    `options.create` makes the field.

    **When to allow it.** Never: the sync fails, or the author's intention is lost.
    """

    summary = "replacement has no target"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
