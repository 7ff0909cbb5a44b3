"""From a rule's structural changes to edits of text, and from edits to files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from gitops_lint.finding import Edit, Finding, Fix
from gitops_lint.locate import Locator
from gitops_lint.model.node import Change
from gitops_lint.model.repository import Repository
from gitops_lint.rule import FixPlan
from gitops_lint.source.edit import apply_edits, edits_for


class FixMaker:
    """Makes fixes where every change belongs to a place that one file alone decides."""

    def __init__(self, locator: Locator, repo: Repository) -> None:
        self._locator = locator
        self._files = frozenset(repo.files)

    def __call__(self, plan: FixPlan) -> Fix | None:
        """The fix; None where a change cannot be expressed as an edit of the source."""
        edits: list[Edit] = []
        for change in plan.changes:
            made = self._edits(change)
            if made is None:
                return None
            edits += made
        return Fix(plan.title, plan.safe, tuple(edits)) if edits else None

    def _edits(self, change: Change) -> tuple[Edit, ...] | None:
        causes = change.resource.origin.trace(change.pointer)
        cause = causes[0]
        # A chart's template or a generator's output has no text in which the change could be written.
        if cause.span is not None or cause.how not in ("written", "patch") or cause.path not in self._files:
            return None
        positions = self._locator.positions(cause.path)
        if positions is None:
            return None
        return edits_for(positions, cause.document, cause.pointer, change.action, change.value)


def choose(findings: Iterable[Finding], *, unsafe: bool) -> dict[str, list[Edit]]:
    """The edits of all fixes that do not touch the same text, by file; the first finding wins."""
    chosen: dict[str, list[Edit]] = defaultdict(list)
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        fresh = [edit for edit in fix.edits if edit not in chosen[edit.path]]
        if not any(_clash(edit, other) for edit in fresh for other in chosen[edit.path]):
            for edit in fresh:
                chosen[edit.path].append(edit)
    return {path: sorted(edits, key=lambda edit: edit.start) for path, edits in chosen.items() if edits}


def _clash(one: Edit, other: Edit) -> bool:
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    return one.start < other.end and other.start < one.end


def apply_fixes(files: Mapping[str, str], findings: Iterable[Finding], *, unsafe: bool) -> dict[str, str]:
    """The files that change, with their new text."""
    return {path: apply_edits(files[path], edits) for path, edits in choose(findings, unsafe=unsafe).items()}
