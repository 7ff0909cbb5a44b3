"""Rule: kustomization file is empty."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationEmpty(Rule[Problem]):
    """An empty kustomization is refused: `kustomization.yaml is empty`.

    List what belongs to the folder, or delete the file.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization file is empty"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
