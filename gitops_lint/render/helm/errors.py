"""Helm's complaints as problems at the line that has to change.

| complaint | place |
| --- | --- |
| a template does not parse or execute (``fail`` and ``required`` included) | the innermost template that helm names |
| a template prints no YAML, or no object | its line, from the text that ``helm --debug`` shows |
| the values do not meet a ``values.schema.json`` | the values key, file by file and complaint by complaint |
| a values file is no YAML | its line |
| anything else | Chart.yaml |
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gitops_lint.finding import START, Pointer, Span
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.helm.binary import Done
from gitops_lint.render.helm.lines import LineMap
from gitops_lint.render.helm.origins import Piece, pieces_of
from gitops_lint.render.helm.values import Values
from gitops_lint.render.request import RenderRequest
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions
from gitops_lint.values import replace

if TYPE_CHECKING:
    from gitops_lint.render.helm.chart import ChartRenderer

RULE = "helm-render-error"
MAX_COMPLAINTS = 20
"""Complaints about values that are reported one by one."""

_PLACE = regex(r"\(?\b([\w.+-]+/[^\s:()]+):(\d+)(?::(\d+))?\)?")
_PRINTED = regex(r"YAML parse error on (\S+): ")
_FIELD = regex(r"into Go struct field \.(\S+) of type")
_VALUES_FILE = regex(r"(?:cannot load|failed to parse) (\S+): .*?\bline (\d+)")
_SCHEMA = "values don't meet the specifications of the schema(s) in the following chart(s):"
_COMPLAINT = regex(r"( *)- at '((?:[^']|'(?!: ))*)': (.+)")
_UNKNOWN = regex(r"additional properties (.+) not allowed")
_QUOTED = regex(r"'([^']*)'")


class Complaints:
    """What helm said about one request."""

    def __init__(self, charts: ChartRenderer, request: RenderRequest, done: Done) -> None:
        self._charts = charts
        self._request = request
        self._error = done.error
        self._message = clean(done.error)

    def problems(self) -> list[Problem]:
        """One for the whole, or one for each thing that is wrong with the values."""
        found: list[Problem] = []
        if _SCHEMA in self._error:
            with suppress(OSError, ValueError):
                found = list(dict.fromkeys(self._schema()))[:MAX_COMPLAINTS]
        if found:
            return found
        for place in (self._named(), self._printed(), self._values_file()):
            if place is not None:
                return [Problem(RULE, place[0], self._message, place[1], key=self._message)]
        chart = posixpath.join(self._request.path, "Chart.yaml").removeprefix("./")
        return [Problem(RULE, chart, self._message, START, key=self._message)]

    def _named(self) -> tuple[str, Span] | None:
        """The template and line that helm names; the last one is the innermost."""
        for match in reversed(list(_PLACE.finditer(self._error))):
            path = self._charts.template(match[1], self._request.path)
            if path is not None:
                line, column = int(match[2]), int(match[3] or 0) + 1
                return path, Span(line, column, line, column + 1)
        return None

    def _printed(self) -> tuple[str, Span] | None:
        """The line of a template that printed what is no YAML, or no object."""
        match = _PRINTED.search(self._error)
        path = self._charts.template(match[1], self._request.path) if match else None
        if match is None or path is None:
            return None
        text = self._charts.text(path)
        field = _FIELD.search(self._error)
        shown = self._charts.store(
            self._charts.key(self._request, "debug"), lambda: self._charts.run(self._request, debug=True)
        )
        for piece in pieces_of(shown.output):
            at = _line_at_fault(piece, field[1] if field else "") if piece.template == match[1] else None
            if at is not None:
                lines = LineMap(text, piece.text.decode("utf-8", "replace").split("\n"))
                known = next((line for number in range(at, 0, -1) if (line := lines.line(number)) is not None), 0)
                return path, _whole_line(text, known) if known else START
        return path, START

    def _values_file(self) -> tuple[str, Span] | None:
        match = _VALUES_FILE.search(self._error)
        if match is None:
            return None
        own = posixpath.join(self._request.path, match[1]).removeprefix("./")
        path = next((path for path in (match[1], own) if self._charts.tree.is_file(path)), None)
        return (path, _whole_line(self._charts.text(path), int(match[2]))) if path is not None else None

    def _schema(self) -> Iterator[Problem]:
        """Each complaint at the key it is about; what an alternative misses belongs to the whole."""
        values = Values(self._charts.tree, self._charts.load, self._request)
        name = _name(self._charts, self._request.path)
        chart, open_at = name, -1
        for line in self._error.partition(_SCHEMA)[2].splitlines():
            match = _COMPLAINT.fullmatch(line)
            if match is None:
                chart = line.removesuffix(":") if line.endswith(":") else chart
                continue
            depth, said = len(match[1]), match[3]
            if open_at >= 0 and depth > open_at:
                continue
            open_at = -1
            if said in ("validation failed", "'allOf' failed"):
                continue
            open_at = depth
            pointer = _pointer(match[2]) if chart == name else (chart, *_pointer(match[2]))
            message = f"values don't meet the schema of chart '{chart}': at '{match[2]}': {said}"
            unknown = _UNKNOWN.fullmatch(said)
            for key in _QUOTED.findall(unknown[1]) if unknown else ("",):
                yield self._at_value(values, (*pointer, key) if key else pointer, message, on_key=unknown is not None)

    def _at_value(self, values: Values, pointer: Pointer, message: str, *, on_key: bool) -> Problem:
        """The problem at what sets a value, or sets something in it; else where the values of the chart are."""
        problem = Problem(RULE, "", message, document=0, grip="key" if on_key else "auto")
        key = next((key for key in values.scalars() if _leads_to(key.path, pointer)), None)
        if key is not None:
            place = key.pointer[: len(key.pointer) - (len(key.path) - len(pointer))]
            if key.layer.path:
                return replace(problem, path=key.layer.path, pointer=key.layer.pointer + place)
            at = self._request.at
            home = self._application(key.layer.pointer)
            if home is not None and at is not None:
                return replace(problem, path=at.path, document=at.document, pointer=home + key.layer.pointer + place)
        own = posixpath.join(self._request.path, "values.yaml").removeprefix("./")
        files = [own, *(file.path for file in self._request.helm.value_files)]
        there = [path for path in files if self._charts.tree.is_file(path)]
        return replace(problem, path=there[-1] if there else posixpath.join(self._request.path, "Chart.yaml"))

    def _application(self, pointer: Pointer) -> Pointer | None:
        """Where the Application stands in its file, which is known by the place of its source's ``path``."""
        at = self._request.at
        source = pointer[: pointer.index("helm")] if "helm" in pointer else ()
        if at is None or at.span is not None or not source or at.pointer[-len(source) - 1 : -1] != source:
            return None
        return at.pointer[: -len(source) - 1]


def _leads_to(path: Pointer, pointer: Pointer) -> bool:
    """Whether a place is another one or lies below it; list items may be digits."""
    return len(path) >= len(pointer) and all(str(one) == str(other) for one, other in zip(path, pointer, strict=False))


def _pointer(text: str) -> Pointer:
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


def _name(charts: ChartRenderer, folder: str) -> str:
    for document in charts.load(posixpath.join(folder, "Chart.yaml"))[:1]:
        if isinstance(document.value, dict):
            return str(document.value.get("name"))
    return ""


def _line_at_fault(piece: Piece, field: str) -> int | None:
    """The line of a piece that is no YAML; with a field, the line of what it holds."""
    parsed = parse(piece.template, piece.text)
    if parsed.problems:
        return parsed.problems[0].span.line
    pointer: Pointer = tuple(field.split("."))
    value: Any = parsed.documents[0].value if parsed.documents else None
    for part in pointer:
        value = value.get(part) if isinstance(value, dict) else None
    if not field or value is None:
        return None
    if isinstance(value, dict):
        # Labels and annotations hold texts: the first that is something else.
        pointer += tuple([name for name, item in value.items() if isinstance(item, (dict, list))][:1])
    return Positions("", piece.text).span(0, pointer, "key").line


def _whole_line(text: str, number: int) -> Span:
    lines = text.split("\n")
    line = lines[number - 1].rstrip("\r") if number <= len(lines) else ""
    return Span(number, len(line) - len(line.lstrip()) + 1, number, max(len(line.rstrip()), 1) + 1)


def clean(error: str) -> str:
    """Helm's complaint in one line, without what every complaint starts and ends with."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith(("Use --debug", "level=", "walk.go", "WARNING:"))]
    text = " ".join(kept).removeprefix("Error: ").replace("\n", " ")
    return text[:500] or "helm failed without a word"
