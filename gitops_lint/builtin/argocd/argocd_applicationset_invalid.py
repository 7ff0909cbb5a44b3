"""Rule: ApplicationSet cannot be expanded."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ArgocdApplicationsetInvalid(Rule[Problem]):
    """Argo CD refuses the generators or the template of the set and shows the message as an error condition; it then changes none of its Applications.

    **When to allow it.**  Never.
    """

    summary = "ApplicationSet cannot be expanded"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
