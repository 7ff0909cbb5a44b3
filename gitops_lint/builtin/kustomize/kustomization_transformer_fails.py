"""Rule: transformer of a kustomization fails."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationTransformerFails(Rule[Problem]):
    """A prefix, label, namespace or another transformation cannot be applied to an object of the kustomization.

    **When to allow it.** Never: the sync fails.
    """

    summary = "transformer of a kustomization fails"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
