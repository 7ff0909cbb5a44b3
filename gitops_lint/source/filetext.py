"""A file's text, and each of its documents alone where the text itself tells where they are.

What is asked about one document of a long file then costs what the document costs, not what the file does.
"""

from __future__ import annotations

from gitops_lint.patterns import regex

_UNUSUAL = ("\n%", "\n...", "\r", "\x85", "\u2028", "\u2029")
"""What makes it uncertain, from the text alone, where a document starts: directives, end marks, odd line ends."""

_SCALAR = regex(r" *[|>]")  # behind "---": a scalar, in which the next "---" may be text
_LINE_END = regex(r"\r\n|\r|\n")


class FileText:
    """The decoded text of a file."""

    __slots__ = ("_first_lines", "stretches", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.stretches = stretches_of(text)  #: each document's place; empty where the text alone does not tell
        self._first_lines: list[int] | None = None

    @property
    def first_lines(self) -> list[int]:
        """The line, counted from 0, that each document begins with."""
        if self._first_lines is None:
            self._first_lines = []
            line = before = 0
            for start, _ in self.stretches:
                line += self.text.count("\n", before, start)
                before = start
                self._first_lines.append(line)
        return self._first_lines

    def document(self, index: int) -> str:
        """The text of one document; with -1 what is before the first, which is all where nothing tells them apart.

        Then its lines end at line feeds, whatever they end at in the file.
        """
        if index >= 0:
            start, end = self.stretches[index]
            return self.text[start:end]
        if self.stretches:
            return self.text[: self.stretches[0][0]]
        return _LINE_END.sub("\n", self.text) if "\r" in self.text else self.text

    def count_lines(self) -> int:
        """How many lines there are, the one behind the last line end included."""
        return 1 + (len(_LINE_END.findall(self.text)) if "\r" in self.text else self.text.count("\n"))


def stretches_of(text: str) -> tuple[tuple[int, int], ...]:
    """From where to where each document is; empty where the text alone does not tell."""
    if "\n---" not in text or text.startswith(("%", "...")) or any(map(text.__contains__, _UNUSUAL)):
        return ()
    starts = []
    lined = f"\n{text}"
    start = lined.find("\n---")
    while start >= 0:
        if _SCALAR.match(lined, start + 4):
            return ()
        if lined[start + 4 : start + 5] in ("", " ", "\t", "\n"):
            starts.append(start)
        start = lined.find("\n---", start + 4)
    if not starts:
        return ()
    if any(line.strip() and not line.lstrip().startswith("#") for line in text[: starts[0]].split("\n")):
        starts.insert(0, 0)
    return tuple(zip(starts, [*starts[1:], len(text)], strict=True))
