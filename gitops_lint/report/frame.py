"""Source frames: the lines a finding talks about, with marks under the spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitops_lint.finding import Span
from gitops_lint.report.escape import defuse, hostile_cell
from gitops_lint.report.style import GUTTER, Style

TAB = 4


class Mark(NamedTuple):
    """A span to underline: the primary one with ``^``, others with ``-``."""

    span: Span
    label: str  #: cleaned
    color: str
    primary: bool = False


class Shown(NamedTuple):
    """A source line as it is drawn, and where a span of it is."""

    text: str
    start: int
    width: int


def gutter(number: int | None, digits: int, style: Style) -> str:
    """``20 |``; without a number the empty gutter ``   |``."""
    text = "" if number is None else str(number)
    return style.paint(f"{text:>{digits}} |", GUTTER)


def draw_lines(
    lines: Sequence[str], wanted: Sequence[int], marks: Sequence[Mark], digits: int, style: Style, width: int
) -> list[str]:
    """The frame's rows: the lines of these numbers with their marks, between two empty gutters."""
    if not wanted:
        return []
    empty = gutter(None, digits, style)
    limit = max(40, width - digits - 3)
    rows = [empty]
    previous = 0
    for number in wanted:
        if previous and number > previous + 1:
            rows.append(style.paint("...", GUTTER))
        previous = number
        line = lines[number - 1]
        bar = gutter(number, digits, style)
        here = [mark for mark in marks if mark.span.line == number]
        if not here:
            text = defuse(line) if _is_plain(line, limit) else _show(line, (1, 1), 0, limit, style).text
            rows.append(f"{bar} {text}".rstrip())
            continue
        here.sort(key=lambda mark: mark.span.column)
        focus = next((mark for mark in here if mark.primary), here[0])
        span = _on_line(focus.span, line)
        left = _crop_start(line, span, limit)
        shown = _show(line, span, left, limit, style)
        rows.append(f"{bar} {shown.text}".rstrip())
        for mark in here:
            place = shown if mark is focus else _show(line, _on_line(mark.span, line), left, limit, style)
            rows.append(_underline(mark, place, empty, style))
    rows.append(empty)
    return rows


def wanted_lines(marks: Sequence[Mark], lines: Sequence[str]) -> list[int]:
    """The line numbers to show: marked ones, one around the primary, and gaps of a single line."""
    numbers: set[int] = set()
    total = len(lines)
    for mark in marks:
        around = 1 if mark.primary else 0
        line = mark.span.line
        if 1 <= line <= total:
            last = min(total, line + around)
            if last == total > line and not lines[-1]:
                last = line  # no line follows the line end of the last
            numbers.update(range(max(1, line - around), last + 1))
    if len(marks) > 1:
        numbers.update([number + 1 for number in numbers if number + 2 in numbers])
    return sorted(numbers)


def _on_line(span: Span, line: str) -> tuple[int, int]:
    """First column and the one after the last, of that part of a span that is on its first line."""
    start = max(1, span.column)
    end = span.end_column if span.end_line <= span.line else len(line) + 1
    return start, max(start + 1, end)


def _underline(mark: Mark, place: Shown, empty: str, style: Style) -> str:
    label = f" {mark.label}" if mark.label else ""
    if mark.span.end_line > mark.span.line:
        label += f" (to line {mark.span.end_line})"
    signs = ("^" if mark.primary else "-") * place.width
    return f"{empty} {' ' * place.start}{style.paint(signs + label, mark.color)}"


def _crop_start(line: str, span: tuple[int, int], limit: int) -> int:
    """The index of the first character to show, so that the span is in sight."""
    end = span[0] + min(span[1] - span[0], limit // 2)
    if len(line) <= limit // 2 or end <= limit // 2:
        return 0  # even with wide characters it is in sight
    if end < limit and line[:limit].isascii() and line[:limit].isprintable():
        return 0
    return max(0, min(span[0] - 1 - limit // 3, len(line) - 1))


def _is_plain(line: str, limit: int) -> bool:
    """Whether each character is one column, and all have room."""
    return len(line) <= limit and line.isascii() and line.isprintable()


def _show(line: str, span: tuple[int, int], left: int, limit: int, style: Style) -> Shown:
    """What is seen of a line from an index on, and the span's place in it."""
    if not left and _is_plain(line, limit):
        start = min(span[0] - 1, len(line))
        return Shown(defuse(line), start, max(1, min(span[1] - 1, len(line)) - start))
    cells: list[str] = [style.crop] if left else []
    position = len(cells)
    start = end = -1
    for index in range(left, len(line)):
        if index == span[0] - 1:
            start = position
        if index == span[1] - 1:
            end = position
        cell, cell_width = _cell(line[index], position, style)
        room = limit - (index < len(line) - 1)  # for the sign that says there is more
        if position + cell_width > room:
            cells.append(style.crop)
            break
        cells.append(cell)
        position += cell_width
    start = min(position, limit) if start < 0 else start
    end = max(position, start + 1) if end < 0 else end
    return Shown(defuse("".join(cells)), start, max(1, end - start))


def _cell(char: str, position: int, style: Style) -> tuple[str, int]:
    """How a character is drawn, and how many columns it takes."""
    if " " <= char <= "~":
        return char, 1
    if char == "\t":
        width = TAB - position % TAB
        return " " * width, width
    shown = hostile_cell(char, style.ascii)
    if shown != char:
        return shown, len(shown)
    from unicodedata import category, east_asian_width

    if category(char) in {"Mn", "Me", "Cf"}:
        return char, 0
    return char, 2 if east_asian_width(char) in {"W", "F"} else 1
