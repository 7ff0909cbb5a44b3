"""Where an object of a chart comes from: its template, and the line of it where that is certain."""

from __future__ import annotations

from gitops_lint.finding import START, Pointer, Span
from gitops_lint.model.origin import Cause
from gitops_lint.render.helm.lines import LineMap
from gitops_lint.source.positions import Positions


class TemplateText:
    """One output document and the template that made it; shared by the object's whole origin."""

    __slots__ = ("_lines", "_positions", "index", "output", "template")

    def __init__(self, output: bytes, index: int, template: str) -> None:
        self.output = output
        self.index = index
        self.template = template
        self._positions: Positions | None = None
        self._lines: LineMap | None = None

    def span(self, pointer: Pointer) -> Span:
        """The template's line for a value, the nearest one above it that is certain otherwise."""
        if self._positions is None:
            self._positions = Positions("", self.output)
            self._lines = LineMap(self.template, self.output.decode("utf-8", "replace").split("\n"))
        for length in range(len(pointer), -1, -1):
            at = self._positions.span(self.index, pointer[:length], "auto")
            line = self._lines.line(at.line) if self._lines is not None else None
            if line is not None:
                return self._columns(line)
        return START

    def _columns(self, line: int) -> Span:
        text = self.template.split("\n")[line - 1].rstrip("\r")
        start = len(text) - len(text.lstrip(" -")) + 1
        return Span(line, start, line, len(text.rstrip()) + 1)


class Templated:
    """The origin of an object that a chart's template made."""

    __slots__ = ("_text", "chain", "first")

    def __init__(self, path: str, text: TemplateText, chain: tuple[Cause, ...] = ()) -> None:
        self._text = text
        self.first = Cause("template", path, span=START)
        self.chain = chain

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The template, at the line that made the value."""
        return (Cause("template", self.first.path, span=self._text.span(pointer)),)
