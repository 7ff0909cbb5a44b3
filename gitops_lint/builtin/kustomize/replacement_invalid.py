"""Rule: replacement is malformed."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ReplacementInvalid(Rule[Problem]):
    """A replacement says too little, or contradicts itself, and kustomize refuses to build.

    **When to allow it.** Never: the sync fails, or the author's intention is lost.
    """

    summary = "replacement is malformed"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
