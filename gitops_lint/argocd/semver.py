"""Versions and version ranges as Argo CD reads them to choose a tag.

Source of the semantics: ``util/versions/tags.go`` of Argo CD and ``github.com/Masterminds/semver/v3``, which it uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import total_ordering
from typing import NamedTuple

from gitops_lint.patterns import regex

_WORDS = r"[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*"
_EXTRA = rf"(?:-({_WORDS}))?(?:\+{_WORDS})?"
_VERSION = regex(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{_EXTRA}")
_PATTERN = rf"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?{_EXTRA}"
_OPERATOR = r"!=|>=|=>|<=|=<|~>|=|>|<|~|\^|"
_TERM = regex(rf"({_OPERATOR})\s*{_PATTERN}")
_BARE = re.sub(r"\((?!\?)", "(?:", _PATTERN)  # the same without groups to capture
_GROUP = regex(rf"\s*(?:{_OPERATOR})\s*{_BARE}\s*(?:(?:\s+|,\s*)(?:{_OPERATOR})\s*{_BARE}\s*)*")
_HYPHEN = regex(rf"\s*({_BARE})\s+-\s+({_BARE})\s*")
_WILD = ("x", "X", "*")
_LONGEST = 256


@total_ordering
class Version:
    """A version; parts that are left out are 0, build metadata does not count."""

    __slots__ = ("numbers", "original", "pre")

    def __init__(self, numbers: tuple[int, int, int], pre: str, original: str) -> None:
        self.numbers = numbers
        self.pre = pre
        self.original = original

    def _key(self) -> tuple[object, ...]:
        # A release comes after its pre-releases; numbers before words.
        parts = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in self.pre.split(".")) if self.pre else ()
        return (*self.numbers, not self.pre, parts)

    def __eq__(self, other: object) -> bool:
        """Equal in precedence."""
        return isinstance(other, Version) and self._key() == other._key()

    def __lt__(self, other: Version) -> bool:
        """Lower precedence."""
        return self._key() < other._key()

    def __hash__(self) -> int:
        """By precedence."""
        return hash(self._key())


class TagError(ValueError):
    """A tag that looks like a version and is none: Argo CD gives up."""


def parse_version(text: str) -> Version | None:
    """A version such as ``1``, ``v1.2`` or ``1.2.3-rc.1``; None for other text.

    Raises `TagError` for what has the shape of one and a pre-release number with a leading zero.
    """
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    pre = match[4] or ""
    if any(len(part) > 1 and part[0] == "0" and part.isdigit() for part in pre.split(".")):
        raise TagError(text)
    major, minor, patch = (int(match[index] or 0) for index in (1, 2, 3))
    return Version((major, minor, patch), pre, text)


class _Term(NamedTuple):
    """One comparison of a range; ``given`` counts the numbers in front of the first wildcard."""

    operator: str
    version: Version
    given: int


class Constraint:
    """A range of versions: alternatives of terms that must all hold."""

    def __init__(self, groups: Iterable[tuple[_Term, ...]]) -> None:
        self._groups = tuple(groups)

    def allows(self, version: Version) -> bool:
        """Whether a version lies in the range; a pre-release only does where a term of the group names one."""
        return any(
            all(_holds(term, version) for term in group)
            for group in self._groups
            if not version.pre or any(term.version.pre for term in group)
        )


def parse_constraint(text: str) -> Constraint | None:
    """A range such as ``1.*``, ``^1.2``, ``>=1.0 <2 || 3.x``; None for other text."""
    if len(text) > 2 * _LONGEST:
        return None
    text = _HYPHEN.sub(r">= \1, <= \2 ", text)
    groups = []
    for part in text.split("||"):
        if not _GROUP.fullmatch(part):
            return None
        terms = tuple(_term(match) for match in _TERM.finditer(part))
        if not terms or any(term is None for term in terms):
            return None
        groups.append(tuple(term for term in terms if term is not None))
    return Constraint(groups)


def _term(match: re.Match[str]) -> _Term | None:
    parts = [match[2], (match[3] or "").removeprefix("."), (match[4] or "").removeprefix(".")]
    given = next((index for index, part in enumerate(parts) if part in _WILD or not part), 3)
    numbers = ".".join([*parts[:given], *["0"] * (3 - given)])
    extra = f"-{match[5]}" if match[5] else ""
    try:
        version = parse_version(numbers + extra)
    except TagError:
        return None
    return None if version is None else _Term(match[1], version, given)


def _holds(term: _Term, version: Version) -> bool:
    return _OPERATORS[term.operator](term, version)


def _equal(term: _Term, version: Version) -> bool:
    return version == term.version if term.given == 3 else _tilde(term, version)


def _unequal(term: _Term, version: Version) -> bool:
    wanted, given = term.version, term.given
    if given in (0, 3):  # ``!=*`` compares with 0.0.0
        return version != wanted
    if version.numbers[:given] != wanted.numbers[:given]:
        return True
    return given == 2 and version.pre != wanted.pre


def _greater(term: _Term, version: Version) -> bool:
    given = term.given
    return version > term.version if given in (0, 3) else version.numbers[:given] > term.version.numbers[:given]


def _at_most(term: _Term, version: Version) -> bool:
    if term.given == 3:
        return version <= term.version
    here, there = version.numbers, term.version.numbers
    return here[0] <= there[0] and not (here[0] == there[0] and here[1] > there[1] and term.given != 1)


def _tilde(term: _Term, version: Version) -> bool:
    there, here = term.version.numbers, version.numbers
    if version < term.version:
        return False
    if there == (0, 0, 0) and term.given in (0, 3):
        return True
    return here[0] == there[0] and (term.given == 1 or here[1] == there[1])


def _caret(term: _Term, version: Version) -> bool:
    there, here = term.version.numbers, version.numbers
    if version < term.version:
        return False
    if there[0] > 0 or term.given == 1:
        return here[0] == there[0]
    if here[0] > 0:
        return False
    if there[1] > 0 or term.given == 2:
        return here[1] == there[1]
    return here[1] == 0 and here[2] == there[2]


def _less(term: _Term, version: Version) -> bool:
    return version < term.version


def _at_least(term: _Term, version: Version) -> bool:
    return version >= term.version


_OPERATORS = {
    "": _equal,
    "=": _equal,
    "!=": _unequal,
    ">": _greater,
    "<": _less,
    ">=": _at_least,
    "=>": _at_least,
    "<=": _at_most,
    "=<": _at_most,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}


def tag_for(revision: str, tags: Iterable[str], prefix: str = "") -> str | None:
    """The highest tag in the range that ``revision`` is; None if it is no range, or no tag lies in it.

    A version is no range but a name; with a ``prefix`` only tags that start with it count (``tagPrefix``).
    """
    try:
        if parse_version(revision) is not None:
            return prefix + revision if prefix else None
        constraint = parse_constraint(revision)
        if constraint is None:
            return None
        stripped = (tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix))
        allowed = [v for v in map(parse_version, stripped) if v is not None and constraint.allows(v)]
    except TagError:
        return None
    best: Version | None = None
    for version in allowed:
        if best is None or version > best:
            best = version
    return prefix + best.original if best is not None else None
