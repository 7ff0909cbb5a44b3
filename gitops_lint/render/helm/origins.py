"""Where an object of a chart comes from: its template, and the line of it where that is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gitops_lint.finding import START, Pointer, Span
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Cause
from gitops_lint.patterns import regex
from gitops_lint.render.helm.lines import LineMap
from gitops_lint.render.request import RenderRequest
from gitops_lint.source.positions import Positions
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """What one template printed, up to the next ``# Source:``."""

    template: str  #: as helm names it: ``name/templates/x.yaml``
    text: bytes


_SOURCE = regex(r"^---[ \t]*\n# Source: (.+)\n", re.MULTILINE)


def pieces_of(output: str) -> tuple[Piece, ...]:
    """The output of ``helm template``, by the template that made it."""
    parts = _SOURCE.split(output)
    return tuple(Piece(name.strip(), body.encode()) for name, body in zip(parts[1::2], parts[2::2], strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One rendering of a chart; shared by the origins of all its objects."""

    request: RenderRequest
    pieces: Sequence[Piece]


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
        for length in range(len(pointer), -1, -1):
            line = self.line(pointer[:length])
            if line is not None:
                return self._columns(line)
        return START

    def is_literal(self, pointer: Pointer) -> bool:
        """Whether the template certainly says the value as it is."""
        line = self.line(pointer)
        return line is not None and "{{" not in self.template.split("\n")[line - 1]

    def line(self, pointer: Pointer) -> int | None:
        """The template's line that made the line of a value; None where it is not certain."""
        if self._positions is None:
            self._positions = Positions("", self.output)
        if self._lines is None:
            self._lines = LineMap(self.template, self.output.decode("utf-8", "replace").split("\n"))
        return self._lines.line(self._positions.span(self.index, pointer, "auto").line)

    def _columns(self, line: int) -> Span:
        text = self.template.split("\n")[line - 1].rstrip("\r")
        start = len(text) - len(text.lstrip(" -")) + 1
        return Span(line, start, line, len(text.rstrip()) + 1)


def is_literal(node: Node) -> bool:
    """Whether a chart's template says a scalar itself, so that no value makes it another."""
    origin = node.resource.origin
    return (
        isinstance(origin, Templated)
        and not isinstance(node.value, dict | list)
        and origin.text.is_literal(node.pointer)
    )


class Templated:
    """The origin of an object that a chart's template made."""

    __slots__ = ("chain", "first", "piece", "release", "text")

    def __init__(self, path: str, text: TemplateText, release: Release, piece: int) -> None:
        self.text = text
        self.first = Cause("template", path, span=START)
        self.chain: tuple[Cause, ...] = ()
        self.release = release
        self.piece = piece  #: index of what made the object among the release's pieces

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The template, at the line that made the value."""
        return (Cause("template", self.first.path, span=self.text.span(pointer), printed=pointer),)
