"""Rule: file is binary or not UTF-8."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class FileNotText(Rule[Problem]):
    """The file has the name of a manifest and holds no text: NUL bytes, another encoding, or a git-crypt blob.

    Argo CD cannot apply it.  An encrypted file must be decrypted by a plugin before it is rendered; then exclude it.

    **When to allow it.**  A plugin of the repo server decrypts it.
    """

    summary = "file is binary or not UTF-8"
    severity = Severity.WARNING
    tags = frozenset({"schema", "yaml"})
