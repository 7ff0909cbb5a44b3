"""What a run finds: small frozen values without behaviour beyond their own fields."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

Pointer = tuple[str | int, ...]
"""A place inside an object: the keys and list indices that lead there from its root."""


class Severity(IntEnum):
    """How bad it is; ordered, so that ``max`` gives the worst."""

    INFO = 1  #: worth knowing
    WARNING = 2  #: works today and will hurt
    ERROR = 3  #: will be refused, will hang or fail the sync, or is open to attack

    @property
    def label(self) -> str:
        """The name as reports and configuration write it."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure we are; ordered."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        """The name as reports and configuration write it."""
        return self.name.lower()


class Span(NamedTuple):
    """A stretch of text: 1-based lines and columns, the end column is the one after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)
"""The very beginning of a file, for what has no better place."""


class Location(NamedTuple):
    """A span of a file; the path is relative to the root, with ``/``."""

    path: str
    span: Span


class Related(NamedTuple):
    """Another place that explains a finding."""

    location: Location
    message: str


class Edit(NamedTuple):
    """Replace the characters ``start:end`` of a file's decoded text."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove the cause of a finding."""

    title: str
    safe: bool  #: the rendered object means the same afterwards
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class ResourceRef:
    """The object a finding is about, as written in its source."""

    api_version: str
    kind: str
    namespace: str | None
    name: str | None


@dataclass(frozen=True, slots=True, order=True)
class Deployment:
    """Where an object ends up: one per Application that deploys it."""

    application: str
    cluster: str
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not reported."""

    how: str  #: ``comment``, ``annotation``, ``configuration`` or ``baseline``
    reason: str
    path: str = ""  #: the file that holds the suppression
    line: int = 0
    author: str = ""
    expires: str = ""  #: ISO date, empty for never


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect, with every deployment it reaches."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    location: Location
    fingerprint: str = ""
    resource: ResourceRef | None = None
    pointer: str = ""  #: JSON Pointer into the rendered object
    deployments: tuple[Deployment, ...] = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    suppressed: Suppression | None = None


_ESCAPES = str.maketrans({"~": "~0", "/": "~1"})


def json_pointer(pointer: Pointer) -> str:
    """The pointer in the notation of RFC 6901."""
    text = "".join([f"/{part}" for part in pointer])
    if "~" not in text and text.count("/") == len(pointer):
        return text
    return "".join(["/" + str(part).translate(_ESCAPES) for part in pointer])


_CREDENTIALS = regex(r"(https?://(?:[^/?#\s:@']*:)?|[a-z][a-z0-9+.-]*://[^/?#\s:@']*:)[^/?#\s@']+(?=@)")


def without_credentials(message: str) -> str:
    """A message in which stars stand for the credentials of URLs: passwords, and whatever is alone before a host."""
    return _CREDENTIALS.sub(r"\1***", message) if "@" in message and "://" in message else message
