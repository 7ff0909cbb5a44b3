"""Rule: patch is malformed."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationPatchInvalid(Rule[Problem]):
    """The patch is neither a strategic merge patch nor a JSON patch that kustomize understands, or says too
    little about its target.

    **When to allow it.** Never: the sync fails.
    """

    summary = "patch is malformed"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
