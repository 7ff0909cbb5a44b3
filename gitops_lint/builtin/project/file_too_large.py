"""Rule: file is too large to be a manifest."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class FileTooLarge(Rule[Problem]):
    """The file is larger than 32 MiB and was not read.

    The API server refuses objects above 1.5 MiB, so this is no manifest, or a generated bundle that belongs in
    an artifact store.

    **When to allow it.** It is data: exclude it, so that nobody thinks it was checked.
    """

    summary = "file is too large to be a manifest"
    severity = Severity.WARNING
    tags = frozenset({"coverage"})
