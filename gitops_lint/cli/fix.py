"""``--fix`` and ``--diff``."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from gitops_lint.api import Run
from gitops_lint.cli.options import Place
from gitops_lint.fixing import choose
from gitops_lint.problem import UserError
from gitops_lint.report.model import Report
from gitops_lint.source.discover import working_copy
from gitops_lint.source.edit import apply_edits
from gitops_lint.source.masking import mask
from gitops_lint.source.text import decode
from gitops_lint.source.tree import DiskTree

FOR_PEOPLE = frozenset({"text", "full", "concise", "grouped"})
"""Formats that a patch may stand above."""

MAX_ROUNDS = 5
"""Fixes that do not settle in five rounds fight each other."""


def fix(report: Report, one: Run, options: argparse.Namespace, where: Place) -> Report:
    """Apply fixes (or print them) and return the report of what is left."""
    if not isinstance(one.tree, DiskTree):
        raise UserError("--fix and --diff work on the working copy, not on --staged or standard input")
    if options.diff:
        # A patch before a report that programs read would spoil the report.
        stream = sys.stdout if options.output_format in FOR_PEOPLE else sys.stderr
        for path, (before, after) in sorted(_changes(report, one, unsafe=options.unsafe_fixes).items()):
            stream.write(unified(path, mask(path, before), mask(path, after)))
        return report
    for _ in range(MAX_ROUNDS):
        changes = _changes(report, one, unsafe=options.unsafe_fixes)
        if not changes:
            break
        _write(one.tree.root, changes)
        one.tree = working_copy(where.root)
        report = one.report()
    return report


def _changes(report: Report, one: Run, *, unsafe: bool) -> dict[str, tuple[str, str]]:
    """Old and new text of every file that fixes change."""
    changed = {}
    for path, edits in choose(report.findings, unsafe=unsafe).items():
        before = decode(one.tree.read(path)).text
        after = apply_edits(before, edits)
        if after != before:
            changed[path] = (before, after)
    return changed


def _write(root: Path, changes: Mapping[str, tuple[str, str]]) -> None:
    for path, (_, after) in changes.items():
        target = root / path
        old = target.read_bytes()
        data = decode(old).encode(after)
        temporary = target.with_name(f".{target.name}.gitops-lint")
        try:
            temporary.write_bytes(data)
            os.chmod(temporary, target.stat().st_mode)
            os.replace(temporary, target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise UserError(f"'{path}' cannot be written: {error.strerror}") from None


def unified(path: str, before: str, after: str) -> str:
    """The change as a patch; git applies it unless a masked secret is in it."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
