"""``--staged`` and ``--since``: the tree to judge, and which of its findings are new."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from gitops_lint import remembered
from gitops_lint.api import Run
from gitops_lint.baseline import recount, split_known
from gitops_lint.cli.options import Place
from gitops_lint.outcome import sort_key
from gitops_lint.problem import UserError
from gitops_lint.report.model import Report
from gitops_lint.source.differing import differing
from gitops_lint.source.git import (
    Entry,
    GitError,
    GitTree,
    commit_entries,
    git_root,
    index_entries,
    merge_base,
)
from gitops_lint.source.tree import Tree
from gitops_lint.values import replace


def staged_tree(root: Path) -> GitTree:
    """What would be committed now.

    Under pre-commit with a range (``--from-ref``/``--to-ref``, pre-push) that is the range's end.
    """
    if git_root(root) is None:
        raise UserError(f"--staged needs a git repository; '{root}' is none")
    to = os.environ.get("PRE_COMMIT_TO_REF")
    if to:
        return GitTree(root, commit_entries(root, to), to)
    return GitTree(root, index_entries(root), "index")


def only_new(report: Report, one: Run, options: argparse.Namespace, where: Place) -> Report:
    """The report with findings that the base has too moved aside.

    The base is linted with the same configuration, so that a rule that is switched on shows its findings as old
    ones: they did not come with this change.
    """
    base = one.base if isinstance(one.base, GitTree) else _base(options, where.root)
    if base is None:
        return report
    now = _entries(one.tree, where.root)
    if now is not None and now == base.entries:
        # Nothing is staged, as in CI: then everything counts, unless somebody says since when.
        return _aside(report, report) if options.since else report
    with closing(base):
        built = one.repository.base if one.repository is not None and base is one.base else None
        again = Run(base, where.config, one.registry, only=(), root=one.root, memory=one.memory, built=built)
        before = remembered.report(again)
    return _aside(report, before, present=set(one.tree.paths()))


def only_trusted(report: Report, one: Run, where: Place) -> Report:
    """The report with suppressions undone that the trusted commit does not have.

    Comments and annotations are part of the change that is judged: one that is new says nothing.  It has a right to
    exist where the same finding is suppressed in the trusted commit too.
    """
    asked = [f for f in report.suppressed if f.suppressed is not None and f.suppressed.how in ("comment", "annotation")]
    if not asked:
        return report
    ref = where.config.trusted_ref
    with closing(GitTree(where.root, commit_entries(where.root, ref), ref)) as tree:
        before = Run(tree, where.config, one.registry, only=(), root=one.root).report()
    trusted = frozenset((finding.fingerprint, finding.location.path) for finding in before.suppressed)
    back = set(split_known(asked, trusted, set(one.tree.paths()))[0])
    live = sorted((*report.findings, *(replace(f, suppressed=None) for f in back)), key=sort_key)
    hidden = tuple(finding for finding in report.suppressed if finding not in back)
    summary = recount(report.summary, live, suppressed=len(hidden))
    return replace(report, findings=tuple(live), suppressed=hidden, summary=summary)


def since_tree(root: Path, ref: str) -> GitTree:
    """What git held at the merge base with a commit."""
    base = merge_base(root, ref)
    return GitTree(root, commit_entries(root, base), base)


def compare_since(one: Run, root: Path, ref: str) -> None:
    """Let rules about a change see what git held at the merge base with a commit."""
    one.base = base = since_tree(root, ref)
    one.touched = differing(one.tree, base)


def compare_with_head(one: Run, root: Path) -> None:
    """Let rules about a change see what the last commit holds, where something is staged."""
    base = _head(root)
    if base is None or not isinstance(one.tree, GitTree):
        return
    touched = differing(one.tree, base)
    if touched:
        one.base, one.touched, one.hurried = base, touched, True
    else:
        base.close()


def _base(options: argparse.Namespace, root: Path) -> GitTree | None:
    """The tree to compare with; None where there is nothing yet."""
    return since_tree(root, options.since) if options.since else _head(root)


def _head(root: Path) -> GitTree | None:
    """What is committed already; None where nothing is."""
    ref = os.environ.get("PRE_COMMIT_FROM_REF") or "HEAD"
    try:
        return GitTree(root, commit_entries(root, f"{ref}^{{commit}}"), ref)
    except GitError:
        return None


def _entries(tree: Tree, root: Path) -> Mapping[str, Entry] | None:
    return tree.entries if isinstance(tree, GitTree) else None


def _aside(report: Report, before: Report, present: set[str] | None = None) -> Report:
    known = frozenset((f.fingerprint, f.location.path) for f in (*before.findings, *before.suppressed))
    files = present if present is not None else {f.location.path for f in report.findings}
    new, old = split_known(report.findings, known, files)
    return replace(
        report,
        findings=tuple(new),
        old=(*report.old, *old),
        summary=recount(report.summary, new, old=len(old)),
    )
