"""Rule: kustomize plugin is not enabled."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationPluginDisabled(Rule[Problem]):
    """A generator or transformer is a plugin, which kustomize runs only with `--enable-alpha-plugins`, and Argo
    CD passes that only where its build options say so.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomize plugin is not enabled"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
