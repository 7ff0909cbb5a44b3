"""The texts behind a report, read and split when somebody asks; findings come file by file, so few are kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar

from gitops_lint.patterns import regex

_LINE_END = regex(r"\r\n|\r|\n")
_KEPT = 48  # files

V = TypeVar("V")


class Sources:
    """Lines and offsets of the files that findings point into.  Only masked text comes in, so only that goes out."""

    __slots__ = ("_lines", "_read", "_read_lines", "_starts", "_texts")

    def __init__(
        self,
        read_text: Callable[[str], str | None],
        read_lines: Callable[[str], Sequence[str] | None] | None = None,
    ) -> None:
        self._read = read_text
        self._read_lines = read_lines
        self._texts: dict[str, str | None] = {}
        self._lines: dict[str, Sequence[str]] = {}
        self._starts: dict[str, list[int]] = {}

    def text(self, path: str) -> str | None:
        """The file's text, None where it cannot be read."""
        if path not in self._texts:
            _keep(self._texts, path, self._read(path))
        return self._texts[path]

    def lines(self, path: str) -> Sequence[str]:
        """The file's lines without their ends; columns count after a byte order mark, so that is taken off."""
        if path not in self._lines and self._read_lines is not None:
            _keep(self._lines, path, self._read_lines(path) or ())
        elif path not in self._lines:
            text = self.text(path)
            _keep(self._lines, path, [] if text is None else _LINE_END.split(text.removeprefix("\ufeff")))
        return self._lines[path]

    def line(self, path: str, number: int) -> str | None:
        """One line by its 1-based number, None where the file has no such line."""
        lines = self.lines(path)
        return lines[number - 1] if 1 <= number <= len(lines) else None

    def starts(self, path: str) -> list[int]:
        """Offsets into the file's text at which its lines begin."""
        if path not in self._starts:
            text = self.text(path) or ""
            _keep(self._starts, path, [0, *(match.end() for match in _LINE_END.finditer(text))])
        return self._starts[path]

    def position(self, path: str, offset: int) -> tuple[int, int]:
        """1-based line and column of an offset into the file's text."""
        starts = self.starts(path)
        line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        if line == 1 and (self.text(path) or "").startswith("\ufeff"):
            column = max(1, column - 1)
        return line, column


def _keep(held: dict[str, V], path: str, value: V) -> None:
    """Hold a value, and drop the oldest where there are too many."""
    held[path] = value
    if len(held) > _KEPT:
        del held[next(iter(held))]
