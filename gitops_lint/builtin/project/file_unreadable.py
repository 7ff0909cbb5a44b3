"""Rule: file cannot be read."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class FileUnreadable(Rule[Problem]):
    """The operating system refused to hand out the file.

    What cannot be read was not checked, and Argo CD, which reads the same commit, may see what we did not.

    **When to allow it.** Never in CI; locally, mend the permissions.
    """

    summary = "file cannot be read"
    severity = Severity.WARNING
    tags = frozenset({"coverage"})
