"""A file's bytes to its documents; every file gives a result, whatever it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import Node
from yaml.reader import ReaderError

from gitops_lint.finding import START, Span
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.source.build import CarefulBuilder, FastBuilder, InvalidNodeError, UnusualError, is_plain
from gitops_lint.source.compose import MAX_DEPTH, TooComplexError, compose
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.scalars import as_json_number
from gitops_lint.source.text import Lines, NotTextError, decode

SYNTAX = "yaml-syntax-error"
TEMPLATE = "template-not-rendered"
COMPLEX = "yaml-too-complex"
NOT_TEXT = "file-not-text"


def parse(path: str, data: bytes) -> ParsedFile:
    """The documents of a YAML or JSON file, and what kept others from being read.

    Never raises.  Documents before a syntax error are kept; one with a key that Kubernetes cannot have is left out
    and the others are kept.  Problems carry the names of the rules that report them: ``yaml-syntax-error``,
    ``template-not-rendered`` (an unquoted ``{{ }}`` or a template's statement where YAML is expected),
    ``yaml-too-complex`` and ``file-not-text``.
    """
    try:
        text = decode(data).text
    except NotTextError as error:
        return ParsedFile(path, problems=(Problem(NOT_TEXT, path, str(error), Span(error.line, 1, error.line, 1)),))
    return parse_stretch(path, text, 0, len(text))


def parse_stretch(path: str, text: str, start: int, end: int) -> ParsedFile:
    """The same of a part of a decoded text, lines counted from there: one of several documents is YAML, never JSON."""
    if (start, end) == (0, len(text)) and (path.endswith(".json") or _JSON_START.match(text)):
        parsed = _parse_json(path, text)
        if parsed is not None:
            return parsed
    return _Reader(path, text[start:end]).read()


_JSON_START = regex(r"\s*\{\s*[\"}]")
_LONG_NUMBER = regex(r"[0-9]{19}")
_FOREIGN_BREAKS = regex("[\x85\u2028\u2029]")


class _DuplicateError(Exception):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise _DuplicateError
    return out


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _parse_json(path: str, text: str) -> ParsedFile | None:
    """What strict JSON without oddities gives; None if it is not that."""
    if text.count("[") + text.count("{") > MAX_DEPTH and _json_depth(text) > MAX_DEPTH:
        return None
    integer: Callable[[str], Any] | None = None
    if _LONG_NUMBER.search(text):
        integer = _json_integer
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_refuse, parse_float=_json_float, parse_int=integer
        )
    except (ValueError, RecursionError, _DuplicateError):
        return None
    start = len(text) - len(text.lstrip())
    line = Lines(text[: start + 1]).line_of(start)
    if value is None:
        return ParsedFile(path, empty=(line,))
    return ParsedFile(path, (Document(path, 0, value, line),))


def _json_float(text: str) -> int | float:
    return as_json_number(float(text)) if float(text) not in (float("inf"), float("-inf")) else _refuse(text)


def _json_integer(text: str) -> int | float:
    if len(text) > 400:
        return float(_refuse(text))
    return as_json_number(int(text))


_BRACKETS = regex(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def _json_depth(text: str) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        character = match[0][0]
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


class _Reader:
    """Reads one YAML text."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._lines: Lines | None = None
        self._fast = FastBuilder() if is_plain(text) else None
        self._foreign_breaks = not text.isascii() and _FOREIGN_BREAKS.search(text) is not None
        self._documents: list[Document] = []
        self._problems: list[Problem] = []
        self._empty: list[int] = []

    def read(self) -> ParsedFile:
        try:
            for index, node in enumerate(compose(self._text)):
                self._document(index, node)
        except TooComplexError as error:
            self._too_complex(error)
        except YAMLError as error:
            self._problems.append(self._syntax_error(error))
        return ParsedFile(self._path, tuple(self._documents), tuple(self._problems), tuple(self._empty))

    def _document(self, index: int, node: Node) -> None:
        line = self._line(node)
        try:
            value, oddities = self._build(node)
        except InvalidNodeError as error:
            self._problems.append(self._invalid_node(error))
            return
        except (TooComplexError, RecursionError) as error:
            self._too_complex(error)
            return
        if value is None:
            self._empty.append(line)
        else:
            self._documents.append(Document(self._path, index, value, line, oddities))

    def _build(self, node: Node) -> tuple[Any, tuple[Any, ...]]:
        if self._fast is not None:
            try:
                return self._fast.build(node), ()
            except UnusualError:
                pass
        careful = CarefulBuilder(self._table())
        return careful.build(node), tuple(careful.oddities)

    def _table(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self._text)
        return self._lines

    def _line(self, node: Node) -> int:
        mark = node.start_mark
        return self._table().line_of(mark.index) if self._foreign_breaks else int(mark.line) + 1

    def _too_complex(self, error: Exception) -> None:
        mark = getattr(error, "mark", None)
        span = self._table().span(mark.index, mark.index) if mark is not None else START
        message = str(error) if isinstance(error, TooComplexError) else f"nested more than {MAX_DEPTH} levels deep"
        self._problems.append(Problem(COMPLEX, self._path, message, span))

    def _invalid_node(self, error: InvalidNodeError) -> Problem:
        start = error.node.start_mark.index
        template = self._text.find("{{", max(start - 1, 0), start + 2)
        if template >= 0:
            start = template  # the node is the mapping inside of the other
        written = self._text[start : self._text.find("\n", start) if "\n" in self._text[start:] else None].strip()
        span = self._table().span(start, start + len(written))
        if template >= 0:
            message = "'{{ }}' is not quoted, so YAML reads a mapping as a key"
            return Problem(TEMPLATE, self._path, message, span, written)
        return Problem(SYNTAX, self._path, str(error), span, written)

    def _syntax_error(self, error: YAMLError) -> Problem:
        table = self._table()
        if isinstance(error, ReaderError):
            return self._bad_character()
        problem, context, offset, opened = "not YAML", "", 0, None
        if isinstance(error, MarkedYAMLError):
            problem, context = error.problem or problem, error.context or ""
            mark = error.problem_mark or error.context_mark
            offset = mark.index if mark is not None else 0
            opened = error.context_mark
        if opened is not None and context == "while scanning a quoted scalar":
            # The text ends far below; what has to change is where the quote was opened.
            offset = opened.index
        start, end = _word(table, offset)
        statement = _template_statement(table, table.line_of(offset), table.line_of(opened.index) if opened else 0)
        if statement:
            line = statement
            first = table.start(line) + _indent(table.line_text(line))
            span = table.span(first, table.start(line) + len(table.line_text(line).rstrip()))
            return Problem(TEMPLATE, self._path, f"not YAML before it is rendered: {problem}", span, problem)
        message = problem
        if problem == "found character that cannot start any token":
            message = _bad_start(self._text[offset : offset + 1])
        elif context and opened is not None:
            message = f"{problem} {context} that starts at line {table.line_of(opened.index)}"
        return Problem(SYNTAX, self._path, message, table.span(start, end), problem)

    def _bad_character(self) -> Problem:
        match = _CONTROL.search(self._text)
        if match is None:
            return Problem(SYNTAX, self._path, "control characters are not allowed")
        message = f"control characters are not allowed: U+{ord(match[0]):04X}"
        return Problem(SYNTAX, self._path, message, self._table().span(match.start(), match.end()), message)


_CONTROL = regex("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TEMPLATE = regex(r"\{\{|\{%|%\{")
_STATEMENT = regex(r"\s*(?:-\s*)?(?:\{\{|\{%|%\{)")


def _bad_start(character: str) -> str:
    """What is wrong with a character that begins nothing in YAML; libyaml does not say which one it met."""
    if character == "\t":
        return "a tab cannot indent: use spaces"
    return f"'{character}' cannot start a value without quotes"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _word(table: Lines, offset: int) -> tuple[int, int]:
    """The characters an error at ``offset`` is about: up to the next blank, at least one where the line has one."""
    line = table.line_of(min(offset, len(table.text)))
    end_of_line = table.start(line) + len(table.line_text(line))
    end = offset
    while end < end_of_line and not table.text[end].isspace():
        end += 1
    return offset, max(end, min(offset + 1, end_of_line))


def _template_statement(table: Lines, line: int, opened: int) -> int:
    """The line with a template's braces that explains an error at ``line``, 0 if none does."""
    if _TEMPLATE.search(table.line_text(line)):
        return line
    for near in range(line - 1, max(line - 4, opened - 1, 0), -1):
        if _STATEMENT.match(table.line_text(near)):
            return near
    return opened if opened and _STATEMENT.match(table.line_text(opened)) else 0
