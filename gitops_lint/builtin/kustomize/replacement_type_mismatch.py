"""Rule: replacement writes into a value of another type."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ReplacementTypeMismatch(Rule[Problem]):
    """A replacement writes a mapping or list where a scalar is, or the other way round, and kustomize refuses
    to build.

    **When to allow it.** Never: the sync fails, or the author's intention is lost.
    """

    summary = "replacement writes into a value of another type"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
