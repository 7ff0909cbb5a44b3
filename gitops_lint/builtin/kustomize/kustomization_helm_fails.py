"""Rule: chart of a kustomization does not render."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationHelmFails(Rule[Problem]):
    """`helmCharts` names a chart that helm refuses to render; the whole kustomization fails with it.

    **When to allow it.** Never: the sync fails.
    """

    summary = "chart of a kustomization does not render"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
