"""Rule: file is nested or repeated beyond reason."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class YamlTooComplex(Rule[Problem]):
    """The file is nested deeper than anything Kubernetes accepts, or its aliases expand to more than a computer holds.

    Such a file is refused unread.  The API server refuses it too; it guards itself against the same attack.

    **When to allow it.**  Never; the file is broken or hostile.
    """

    summary = "file is nested or repeated beyond reason"
    severity = Severity.ERROR
    tags = frozenset({"schema", "yaml"})
