"""Rule: kustomizations include each other in a circle."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationCycle(Rule[Problem]):
    """A kustomization reaches itself through its resources, bases or components, and kustomize refuses to build
    it.

    Take one of the references out; what both need belongs into a third folder.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomizations include each other in a circle"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
