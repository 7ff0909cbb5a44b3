"""The texts that findings speak of: each file read once, each document composed alone, and masked when it is shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from gitops_lint.memory import Memory
from gitops_lint.source.filetext import FileText
from gitops_lint.source.masking import MaskedLines, cover, secrets_in
from gitops_lint.source.positions import Positions
from gitops_lint.source.text import decode
from gitops_lint.stamps import digest_of

_KEPT = 16  # documents whose node graphs stay in memory: places are looked up one document after the other
_KEPT_CHARACTERS = 16_000_000  # of the texts of files

WHOLE = -1
"""The number that stands for a file as one: where the text does not tell where each document is."""

Stretches = list[tuple[int, int]]
Learnt = list[tuple[str, int, str, Stretches]]
"""Path, number of the document, digest of its text, what is to be hidden in it."""


class Around(NamedTuple):
    """Where places of a document are found."""

    positions: Positions  #: of the document alone, or of the whole file
    document: int  #: its number in these
    above: int  #: lines of the file before them


class Texts:
    """Composes and masks what ``read`` gives; ``shown`` says that what is looked at will be shown, so that a document
    is composed once for its places and its masks.
    """

    def __init__(self, read: Callable[[str], bytes], memory: Memory, *, shown: bool = False) -> None:
        self._read = read
        self._memory = memory
        self._keeps = bool(memory)
        self._shown = shown
        self._files: OrderedDict[str, FileText | None] = OrderedDict()
        self._characters = 0
        self._around: OrderedDict[tuple[str, int], Around] = OrderedDict()
        self._hidden: dict[tuple[str, int], Stretches] = {}
        self._learnt: Learnt = []

    def file(self, path: str) -> FileText | None:
        """A file's text; None where it cannot be read."""
        if path in self._files:
            return self._files[path]
        try:
            found: FileText | None = FileText(decode(self._read(path)).text)
        except (OSError, ValueError):
            found = None
        self._files[path] = found
        self._characters += len(found.text) if found else 0
        while self._characters > _KEPT_CHARACTERS and len(self._files) > 1:
            _, dropped = self._files.popitem(last=False)
            self._characters -= len(dropped.text) if dropped else 0
        return found

    def positions(self, path: str) -> Positions | None:
        """The positions of a whole file; None where it cannot be read."""
        around = self.around(path, WHOLE)
        return around.positions if around is not None else None

    def around(self, path: str, document: int) -> Around | None:
        """The positions of a document, alone where that can be; None where the file cannot be read."""
        key = (path, document)
        found = self._around.get(key)
        if found is not None:
            self._around.move_to_end(key)
            return found
        file = self.file(path)
        if file is None:
            return None
        if 0 <= document < len(file.stretches):
            found = Around(Positions(path, file.document(document)), 0, file.first_lines[document])
        elif document == WHOLE:
            found = Around(Positions(path, file.text), document, 0)
        else:
            whole = self.around(path, WHOLE)
            return whole and whole._replace(document=document)
        self._around[key] = found
        if len(self._around) > _KEPT:
            self._around.popitem(last=False)
        if self._shown and found.positions.text == file.document(document):
            self._secrets_of(path, file, document, found.positions)
        return found

    def masked(self, path: str) -> str | None:
        """The text of a file with secrets masked; None where it cannot be read."""
        file = self.file(path)
        return None if file is None else cover(file.text, self._secrets(path, file.text)[1])

    def masked_lines(self, path: str) -> Sequence[str] | None:
        """The same, line by line: only the documents whose lines are asked for are masked."""
        file = self.file(path)
        return None if file is None else MaskedLines(file, partial(self._secrets_of, path, file))

    def _secrets_of(self, path: str, file: FileText, document: int, positions: Positions | None = None) -> Stretches:
        """What to hide in the text of a document."""
        known = self._hidden.get((path, document))
        if known is None:
            key, known = self._secrets(path, file.document(document), positions)
            self._hidden[path, document] = known
            self._learnt.append((path, document, key, known))
        return known

    def _secrets(self, path: str, text: str, positions: Positions | None = None) -> tuple[str, Stretches]:
        key = digest_of(text.encode("utf-8", "surrogatepass")) if self._keeps else ""
        stretches = _pairs(self._memory.hidden.get(key))
        if stretches is None:
            stretches = secrets_in(path, text, positions)
            self._memory.hidden.put(key, stretches)
        return key, stretches

    def learnt(self) -> Learnt:
        """What is new about secrets, each only once, as plain values: what a child process hands to its parent."""
        learnt, self._learnt = self._learnt, []
        return learnt

    def remember(self, learnt: Iterable[tuple[str, int, str, Stretches]]) -> None:
        """Take over what a child has learnt."""
        for path, document, key, stretches in learnt:
            self._hidden[path, document] = stretches
            self._memory.hidden.put(key, stretches)


def _pairs(data: Any) -> Stretches | None:
    """Stretches as the cache holds them; None for anything else."""
    try:
        return [(int(start), int(end)) for start, end in data]
    except (OverflowError, TypeError, ValueError):
        return None
