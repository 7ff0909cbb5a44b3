"""Rule: generator cannot make its object."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationGenerator(Rule[Problem]):
    """A `configMapGenerator` or `secretGenerator` is incomplete or contradicts itself, and the build stops.

    **When to allow it.** Never: the sync fails.
    """

    summary = "generator cannot make its object"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
