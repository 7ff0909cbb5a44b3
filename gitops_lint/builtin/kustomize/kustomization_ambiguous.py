"""Rule: folder holds more than one kustomization file."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationAmbiguous(Rule[Problem]):
    """Kustomize accepts exactly one of `kustomization.yaml`, `kustomization.yml` and `Kustomization` in a
    folder and refuses to choose.

    Delete all but one.

    **When to allow it.** Never: the sync fails.
    """

    summary = "folder holds more than one kustomization file"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
