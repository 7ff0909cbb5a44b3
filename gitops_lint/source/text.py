"""Bytes to text and back, and the table of lines.

Offsets, here and in `gitops_lint.finding.Edit`, count code points of the decoded text without its byte order mark.
Lines end at LF, CRLF or CR, as editors count them; libyaml also counts U+0085, U+2028 and U+2029, so its line
numbers are not used.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from itertools import accumulate

from gitops_lint.finding import Span
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass


class NotTextError(ValueError):
    """The bytes are not text; ``line`` is where that shows."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text with what is needed to write it back byte for byte."""

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""

    def encode(self, text: str) -> bytes:
        """Another text in this one's encoding."""
        return self.bom + text.encode(self.encoding)


_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GIT_CRYPT = b"\0GITCRYPT\0"


def decode(data: bytes) -> Text:
    """The text of a YAML or JSON stream: UTF-8, or UTF-16 with a byte order mark, as libyaml decides.

    Raises `NotTextError` for anything else.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Text(_decode(data[len(bom) :], encoding), encoding, bom)
    if data.startswith(_GIT_CRYPT):
        raise NotTextError("file is encrypted with git-crypt")
    if b"\0" in data:
        raise NotTextError("file holds NUL bytes: it is binary", data.count(b"\n", 0, data.index(b"\0")) + 1)
    return Text(_decode(data, "utf-8"))


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        newline = "\n".encode(encoding)
        raise NotTextError(
            f"file is not text: byte 0x{data[error.start]:02x} is not {encoding.upper()}",
            data.count(newline, 0, error.start) + 1,
        ) from None
    if "\0" in text:
        raise NotTextError("file holds NUL bytes: it is binary", text.count("\n", 0, text.index("\0")) + 1)
    return text


_LINE_END = regex(r"\r\n?|\n")


class Lines:
    """Where each line of a text starts."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        else:
            self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
            self._starts.pop()

    def __len__(self) -> int:
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds the character at ``offset``."""
        return bisect_right(self._starts, offset)

    def start(self, line: int) -> int:
        """The offset of a line's first character; the text's end for lines beyond it."""
        return self._starts[line - 1] if 1 <= line <= len(self._starts) else len(self.text)

    def line_text(self, line: int) -> str:
        """A line without its end; empty for lines that do not exist."""
        if not 1 <= line <= len(self._starts):
            return ""
        return self.text[self._starts[line - 1] : self.start(line + 1)].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        """The span of the characters ``start:end``."""
        line, end_line = self.line_of(start), self.line_of(end)
        return Span(line, start - self.start(line) + 1, end_line, end - self.start(end_line) + 1)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; columns beyond the line's end stop there."""
        return min(self.start(line) + column - 1, self.start(line) + len(self.line_text(line)))
