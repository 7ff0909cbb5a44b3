"""Rule: variable of a kustomization cannot be resolved."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationVar(Rule[Problem]):
    """`vars` names an object or a field that is not there, or the same variable twice.

    `replacements` do the same and say more when they fail.

    **When to allow it.** Never: the sync fails.
    """

    summary = "variable of a kustomization cannot be resolved"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
