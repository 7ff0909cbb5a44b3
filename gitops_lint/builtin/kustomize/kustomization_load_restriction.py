"""Rule: kustomization loads a file from outside of its folder."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationLoadRestriction(Rule[Problem]):
    """For security kustomize reads files only in or below the folder of the kustomization: `security; file ...
    is not in or below ...`. Folders with a kustomization of their own may lie anywhere.

    Move the file, or make its folder a base.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization loads a file from outside of its folder"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
