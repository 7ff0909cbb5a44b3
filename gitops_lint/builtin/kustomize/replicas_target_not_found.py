"""Rule: replicas of a kustomization name nothing."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ReplicasTargetNotFound(Rule[Problem]):
    """`replicas` names a workload that the kustomization does not hold, and kustomize refuses to build.

    **When to allow it.** Never: the sync fails, or the author's intention is lost.
    """

    summary = "replicas of a kustomization name nothing"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
