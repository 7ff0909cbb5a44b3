"""Rule: symbolic link leads nowhere."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class SymlinkDangling(Rule[Problem]):
    """A symbolic link points to something that is not in the repository.

    Kustomize and Argo CD follow links: a manifest behind this one cannot be read, and an absolute link or one
    that leaves the repository makes Argo CD refuse to generate any manifest of the whole repository.

    **When to allow it.** The target is made by a build step before anything reads it.
    """

    summary = "symbolic link leads nowhere"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
