"""Rule: two resources of a kustomization have one identity."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationIdCollision(Rule[Problem]):
    """Two objects of the same group, kind, namespace and name come together, and kustomize refuses: `may not
    add resource with an already registered id`.

    Name them differently, or include the shared base once.

    **When to allow it.** Never: the sync fails.
    """

    summary = "two resources of a kustomization have one identity"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
