"""Which line of a template made which line of its output, where comparing the text leaves no doubt.

Every line of the template becomes a pattern: its literal parts with anything in place of ``{{ … }}``.  A line of the
output that one pattern alone matches is an anchor; between two anchors the search is repeated on what lies between.
What stays ambiguous has no answer, but for the lines of a ``range`` right below an anchor: they come again and again in
their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.patterns import regex

_ACTION = regex(r"\{\{.*?\}\}", re.DOTALL)
_COMMENT = regex(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}", re.DOTALL)
_RANGE = regex(r"\{\{-?\s*range\b[^{}]*\}\}")
_END = regex(r"\{\{-?\s*end\s*-?\}\}")
_MAX_LINES = 5000


def literal_pattern(line: str) -> re.Pattern[str] | None:
    """The pattern of a template's line; None where its literal part says nothing."""
    text = line.strip()
    parts = _ACTION.split(text)
    literal = "".join(parts)
    if not re.search(r"\w", literal) or "{{" in literal or "}}" in literal:
        return None
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


def template_lines(template: str) -> list[str]:
    """The lines of a template, comments and actions that span lines blanked out."""

    def blank(match: re.Match[str]) -> str:
        text = match[0]
        return re.sub(r"[^\n]", " ", text) if _COMMENT.fullmatch(text) or "\n" in text else text

    return _ACTION.sub(blank, template).split("\n")


class LineMap:
    """From lines of one output document (1-based) to lines of its template."""

    __slots__ = ("_found", "_rendered", "_template")

    def __init__(self, template: str, rendered: Sequence[str]) -> None:
        self._template = template_lines(template)[:_MAX_LINES]
        self._rendered = [line.strip() for line in rendered[:_MAX_LINES]]
        self._found: dict[int, int] | None = None

    def line(self, rendered_line: int) -> int | None:
        """The template's line; None where it is not certain."""
        if self._found is None:
            self._found = self._align()
        found = self._found.get(rendered_line - 1)
        return found + 1 if found is not None else None

    def _align(self) -> dict[int, int]:
        patterns = [literal_pattern(line) for line in self._template]
        candidates = self._candidates(patterns)
        found: dict[int, int] = {}
        todo = [(0, len(self._rendered), 0, len(self._template))]
        while todo:
            first, last, low, high = todo.pop()
            anchors = self._anchors(candidates, first, last, low, high)
            if not anchors:
                continue
            found.update(anchors)
            before, start = first, low
            for rendered, template in (*anchors, (last, high)):
                if rendered > before and (before, rendered, start, template) != (first, last, low, high):
                    todo.append((before, rendered, start, template))
                before, start = rendered + 1, template + 1
        for rendered, template in sorted(found.items()):
            found.update(self._repeated(patterns, found, rendered + 1, template + 1))
        return found

    def _repeated(
        self, patterns: Sequence[re.Pattern[str] | None], found: Mapping[int, int], rendered: int, template: int
    ) -> Iterator[tuple[int, int]]:
        """The lines that a range right below an anchor printed, item by item."""
        body = self._body(patterns, template)
        if not body:
            return
        for first in range(rendered, len(self._rendered) - len(body) + 1, len(body)):
            item = [(line, index, pattern) for line, (index, pattern) in enumerate(body, first)]
            if not all(
                found.get(line, index) == index and pattern.fullmatch(self._rendered[line])
                for line, index, pattern in item
            ):
                return
            yield from ((line, index) for line, index, _ in item)

    def _body(self, patterns: Sequence[re.Pattern[str] | None], template: int) -> list[tuple[int, re.Pattern[str]]]:
        """The lines of a range that begins there; none where one of them may print anything, or nothing."""
        body: list[tuple[int, re.Pattern[str]]] = []
        if template >= len(self._template) or not _RANGE.fullmatch(self._template[template].strip()):
            return body
        for index in range(template + 1, len(self._template)):
            if _END.fullmatch(self._template[index].strip()):
                return body
            pattern = patterns[index]
            if pattern is None:
                break
            body.append((index, pattern))
        return []

    def _candidates(self, patterns: Sequence[re.Pattern[str] | None]) -> list[list[int]]:
        exact: dict[str, list[int]] = {}
        loose: list[tuple[int, re.Pattern[str]]] = []
        for index, pattern in enumerate(patterns):
            if pattern is None:
                continue
            text = self._template[index].strip()
            if "{{" in text:
                loose.append((index, pattern))
            else:
                exact.setdefault(text, []).append(index)
        memo: dict[str, list[int]] = {}
        for line in self._rendered:
            if line not in memo:
                matching = [index for index, pattern in loose if pattern.fullmatch(line)] if line else []
                memo[line] = sorted(exact.get(line, []) + matching)
        return [memo[line] for line in self._rendered]

    def _anchors(
        self, candidates: Sequence[Sequence[int]], first: int, last: int, low: int, high: int
    ) -> list[tuple[int, int]]:
        """Pairs that are each other's only match in this window, in the same order on both sides."""
        single: list[tuple[int, int]] = []
        uses: dict[int, int] = {}
        for rendered in range(first, last):
            inside = [index for index in candidates[rendered] if low <= index < high]
            for index in inside:
                uses[index] = uses.get(index, 0) + 1
            if len(inside) == 1:
                single.append((rendered, inside[0]))
        pairs = [pair for pair in single if uses[pair[1]] == 1]
        return _increasing(pairs)


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs that rises on both sides: what is out of order is no anchor."""
    from bisect import bisect_left

    tails: list[int] = []
    ends: list[int] = []
    back = [-1] * len(pairs)
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(tails, value)
        back[index] = ends[place - 1] if place else -1
        if place == len(tails):
            tails.append(value)
            ends.append(index)
        else:
            tails[place] = value
            ends[place] = index
    chosen: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = back[at]
    return chosen[::-1]
