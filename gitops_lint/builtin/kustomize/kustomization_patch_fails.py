"""Rule: patch does not apply."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationPatchFails(Rule[Problem]):
    """The patch is well formed and cannot be applied: its path does not exist, its test fails, or its target is
    of another shape.

    **When to allow it.** Never: the sync fails.
    """

    summary = "patch does not apply"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
