"""Rule: name reference could mean several resources."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationReferenceAmbiguous(Rule[Problem]):
    """Kustomize renames objects and must update who refers to them; here more than one object fits, and it
    refuses to guess.

    **When to allow it.** Never: the sync fails.
    """

    summary = "name reference could mean several resources"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
