"""Suppressions written as comments.

``# gitops-lint: ignore[rule-a, rule-b] reason`` at the end of a line holds for that line; alone on a line it holds for
the whole YAML node below: the key with its value, the list item, or, above a document's first line, the document.
``# gitops-lint: ignore-file[rule] reason`` holds for the file, wherever it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from gitops_lint.finding import Span
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.source.positions import Positions
from gitops_lint.source.text import NotTextError
from gitops_lint.values import dataclass

MALFORMED = "suppression-malformed"


@dataclass(frozen=True, slots=True)
class Directive:
    """One suppression comment."""

    path: str
    line: int
    column: int
    span: Span  #: of the comment
    scope: Literal["line", "node", "file"]
    first_line: int  #: of the text it holds for
    last_line: int
    rules: tuple[str, ...]  #: as written, in order: rule names, aliases or tags
    reason: str


def directives(path: str, data: bytes) -> tuple[tuple[Directive, ...], tuple[Problem, ...]]:
    """The suppressions of a file, and those that cannot be understood as ``suppression-malformed``.

    In text that is no YAML, such as a chart's template, a comment alone on a line holds for the line below.
    """
    if b"gitops-lint:" not in data:
        return (), ()
    try:
        positions = Positions(path, data)
    except NotTextError:
        return (), ()
    found: list[Directive] = []
    problems: list[Problem] = []
    comments = _comments(positions)
    alone = {line for line, start, _ in comments if not positions.line_text(line)[:start].strip()}
    for line, start, text in comments:
        span = Span(line, start + 1, line, start + 1 + len(text))
        match = _DIRECTIVE.fullmatch(text)
        rules = _names(match["rules"]) if match else ()
        if match is None or not rules:
            problems.append(Problem(MALFORMED, path, _complaint(text), span, text))
            continue
        scope: Literal["line", "node", "file"] = "node" if line in alone else "line"
        first = last = line
        if match["word"] == "ignore-file":
            scope, first, last = "file", 1, len(positions.lines)
        elif scope == "node":
            first, last = _node_below(positions, line)
        found.append(Directive(path, line, start + 1, span, scope, first, last, rules, match["reason"].strip()))
    return tuple(found), tuple(problems)


_COMMENT = regex(r"(?:(?<=[\s])|^)#+[ \t]*gitops-lint:[^\r\n]*", re.MULTILINE)
_DIRECTIVE = regex(
    r"#+[ \t]*gitops-lint:[ \t]*(?P<word>ignore-file|ignore)[ \t]*\[(?P<rules>[^\]]*)\]"
    r"[ \t]*(?:(?:--?|:|\u2013|\u2014)[ \t])?(?P<reason>.*)"
)
_WORD = regex(r"#+[ \t]*gitops-lint:[ \t]*(?P<word>[^\s\[]*)(?P<rest>.*)")
_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    return names if all(_NAME.fullmatch(name) for name in names) else ()


def _complaint(text: str) -> str:
    match = _WORD.match(text)
    word = match["word"] if match else ""
    if word not in ("ignore", "ignore-file"):
        return f"unknown directive '{word}': write ignore[rule] or ignore-file[rule]"
    if not match or not match["rest"].lstrip().startswith("["):
        return f"'{word}' names no rule: write {word}[rule] and a reason"
    if "]" not in match["rest"]:
        return f"'{word}[' is not closed"
    return f"'{word}' needs names of rules between the brackets"


def _comments(positions: Positions) -> list[tuple[int, int, str]]:
    """Line, offset in the line, and text of each comment of ours; what only looks like one in a scalar is none."""
    spans = sorted(positions.scalars())
    starts = [start for start, _ in spans]
    out = []
    for match in _COMMENT.finditer(positions.text):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < spans[before][1]:
            continue
        line = positions.lines.line_of(match.start())
        out.append((line, match.start() - positions.lines.start(line), match[0].rstrip()))
    return out


def _node_below(positions: Positions, comment: int) -> tuple[int, int]:
    """The lines of the outermost entry that begins on the next line with content."""
    lines = positions.lines
    below = comment + 1
    while below <= len(lines) and _is_blank(lines.line_text(below)):
        below += 1
    if below > len(lines):
        return comment, comment
    for start, end in positions.entries():
        if lines.line_of(start) == below:
            return below, lines.line_of(max(start, end - 1))
    return below, below


def _is_blank(line: str) -> bool:
    text = line.strip()
    return not text or text.startswith("#") or text == "---"
