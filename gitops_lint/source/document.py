"""What a file parses to: plain values, and what is odd about how they were written."""

from __future__ import annotations

from typing import Any, Literal

from gitops_lint.finding import Pointer, Span
from gitops_lint.problem import Problem
from gitops_lint.values import dataclass

OddityKind = Literal[
    "duplicate-key",  # a mapping holds the key more than once, the last one wins; ``first`` is the one it hides
    "yaml11-boolean",  # plain y, n, yes, no, on, off in any case: a boolean for Kubernetes
    "octal",  # 0644 and 0o644
    "leading-zero",  # 0089 and 012345678901: read as a decimal number, zeros lost
    "other-base",  # 0x1F and 0b11
    "exponent-number",  # 12e3, such as a short commit id
    "underscore-number",  # 1_000
    "rewritten-number",  # 1.10, 1.0, +5: the same number, in other digits
    "non-finite",  # .inf and .nan, which JSON cannot hold; the value is the text
    "non-string-key",  # a key that is a number or boolean and becomes text
    "custom-tag",  # !Ref and the like; the value is what is below the tag
    "merge-key",  # <<
    "bad-tag",  # !!int on something that is no integer; the value is the text
]

ODD_NUMBERS: frozenset[OddityKind] = frozenset(
    {"octal", "leading-zero", "other-base", "exponent-number", "underscore-number", "rewritten-number"}
)
"""Numbers that Kubernetes would write in other digits."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about the text that the plain value no longer shows."""

    kind: OddityKind
    pointer: Pointer  #: of the value, or of the value under the key if ``in_key``; the key as Kubernetes sees it
    text: str  #: as written: the key, the scalar, the tag
    span: Span
    in_key: bool = False
    first: Span | None = None  #: for ``duplicate-key``: the previous key of that name


class Document:
    """One YAML document: plain Python values as Kubernetes would get them.

    A plain class, because tens of thousands are made in a run; treat it as frozen.
    Values may be shared between places (aliases): never change them.
    """

    __slots__ = ("index", "line", "oddities", "path", "value")

    def __init__(self, path: str, index: int, value: Any, line: int = 1, oddities: tuple[Oddity, ...] = ()) -> None:
        self.path = path
        self.index = index  #: place in the stream, empty documents counted
        self.value = value  #: dict, list, str, int, float, bool; never None
        self.line = line  #: of its first content, 1-based
        self.oddities = oddities

    def __repr__(self) -> str:
        return f"Document({self.path!r}, {self.index}, line={self.line})"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's documents; ``problems`` says what is missing from them."""

    path: str
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    empty: tuple[int, ...] = ()  #: lines of null documents; a file of nothing but comments has none of either
