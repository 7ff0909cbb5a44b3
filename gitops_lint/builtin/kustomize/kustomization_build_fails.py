"""Rule: kustomization does not build."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationBuildFails(Rule[Problem]):
    """The real `kustomize`, asked because the folder uses something that is not built in process, refuses to
    build.

    Argo CD runs the same command and stops with the same message: `kustomize build <path> failed`.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization does not build"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
