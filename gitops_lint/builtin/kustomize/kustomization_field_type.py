"""Rule: kustomization field has the wrong type."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationFieldType(Rule[Problem]):
    """A field holds a value of another type than kustomize reads, so the build stops.

    Compare with the reference of kustomization files.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization field has the wrong type"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
