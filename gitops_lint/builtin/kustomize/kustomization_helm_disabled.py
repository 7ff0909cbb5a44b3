"""Rule: helmCharts needs --enable-helm."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationHelmDisabled(Rule[Problem]):
    """Kustomize inflates charts only with `--enable-helm`, and Argo CD passes it only where
    `kustomize.buildOptions` in argocd-cm says so.

    Set the build options, or deploy the chart with an Application of its own.

    **When to allow it.** Never: the sync fails.
    """

    summary = "helmCharts needs --enable-helm"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
