"""A fix as a small diff."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from gitops_lint.finding import Edit, Fix
from gitops_lint.report.frame import gutter
from gitops_lint.report.sources import Sources
from gitops_lint.report.style import ADDED, GUTTER, REMOVED, Style

MOST_ROWS = 16


class Hunk(NamedTuple):
    """Neighbouring lines of a file before and after: the lines are whole and without their ends."""

    path: str
    first: int  #: 1-based number of the first removed line, or of the line before which lines are added
    removed: tuple[str, ...]
    added: tuple[str, ...]


def hunks(fix: Fix, sources: Sources) -> list[Hunk]:
    """The changes of a fix by place; empty where a file cannot be read or no longer fits the edits."""
    found: list[Hunk] = []
    for path in dict.fromkeys(edit.path for edit in fix.edits):
        text = sources.text(path)
        edits = sorted((edit for edit in fix.edits if edit.path == path), key=lambda edit: (edit.start, edit.end))
        if text is None or not fits(edits, len(text)):
            return []
        for group in _by_lines(edits, sources.starts(path)):
            hunk = _hunk(path, text, group, sources.starts(path))
            if hunk is not None:
                found.append(hunk)
    return found


def draw_fix(found: list[Hunk], sources: Sources, main_path: str, style: Style, width: int) -> Iterator[str]:
    """The rows of the diff, one line of context around each change; empty for a fix that cannot be drawn."""
    if not found:
        return
    digits = len(str(max(hunk.first + len(hunk.removed) for hunk in found)))
    empty = gutter(None, digits, style)
    limit = max(40, width - digits - 3)
    path = main_path
    for number, hunk in enumerate(found):
        if hunk.path != path:
            path = hunk.path
            yield f"{' ' * digits}{style.paint(':::', GUTTER)} {style.clean(path)}"
        yield empty if not number or hunk.path != found[number - 1].path else style.paint("...", GUTTER)
        rows = _rows(hunk, sources)
        for line, sign, content in rows[:MOST_ROWS]:
            color = {"-": REMOVED, "+": ADDED}.get(sign, "")
            shown = style.clean(content.replace("\t", "    "))
            shown = shown if len(shown) <= limit else shown[: limit - 1] + style.crop
            bar = style.paint(sign, GUTTER)
            body = style.paint(f"{sign} {shown}".rstrip(), color) if color else f"{bar} {shown}".rstrip()
            yield f"{style.paint(f'{line or str():>{digits}}', GUTTER)} {body}"
        if len(rows) > MOST_ROWS:
            yield style.paint("...", GUTTER)
    yield empty


def _rows(hunk: Hunk, sources: Sources) -> list[tuple[int, str, str]]:
    """Line number (0 for none), sign and text of each row."""
    after = hunk.first + len(hunk.removed)
    rows = []
    before = sources.line(hunk.path, hunk.first - 1)
    if before is not None:
        rows.append((hunk.first - 1, "|", before))
    rows.extend((hunk.first + index, "-", line) for index, line in enumerate(hunk.removed))
    rows.extend((0, "+", line) for line in hunk.added)
    behind = sources.line(hunk.path, after)
    if behind is not None and (behind or after < len(sources.lines(hunk.path))):
        rows.append((after, "|", behind))
    return rows


def fits(edits: list[Edit], length: int) -> bool:
    """Whether sorted edits lie in a text of that length and do not overlap."""
    end = 0
    for edit in edits:
        if not end <= edit.start <= edit.end <= length:
            return False
        end = edit.end
    return True


def _by_lines(edits: list[Edit], starts: list[int]) -> list[list[Edit]]:
    """Edits that touch the same or neighbouring lines, together."""
    groups: list[list[Edit]] = []
    last = -2
    for edit in edits:
        if bisect_right(starts, edit.start) > last + 1:
            groups.append([])
        groups[-1].append(edit)
        last = bisect_right(starts, edit.end)
    return groups


def _hunk(path: str, text: str, edits: list[Edit], starts: list[int]) -> Hunk | None:
    """Whole lines before and after, without what is equal at both ends; None where nothing changes."""
    first = bisect_right(starts, edits[0].start)
    last = bisect_right(starts, edits[-1].end)
    begin = starts[first - 1]
    end = starts[last] if last < len(starts) else len(text)
    pieces, position = [], begin
    for edit in edits:
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    pieces.append(text[position:end])
    before, after = _lines(text[begin:end]), _lines("".join(pieces))
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    removed, added = before[head : len(before) - tail], after[head : len(after) - tail]
    return Hunk(path, first + head, tuple(removed), tuple(added)) if removed or added else None


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines
