"""Rule: values file does not exist."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ArgocdValuesFileNotFound(Rule[Problem]):
    """`helm.valueFiles` names a file that is not in the repository, and helm stops: Argo CD shows `no such file
    or directory` and applies nothing.

    Paths are relative to the chart, `/` is the root of the repository, `$name/` the root of the source with
    that `ref`. `ignoreMissingValueFiles: true` makes it optional.

    **When to allow it.** Never without that option.
    """

    summary = "values file does not exist"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "helm", "sync"})
    aliases = ("argocd-source-lint:broken-values-ref",)
