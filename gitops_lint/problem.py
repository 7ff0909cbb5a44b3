"""The three kinds of failure: the request is wrong, the input is wrong, we are wrong."""

from __future__ import annotations

from gitops_lint.finding import START, Pointer, Severity, Span
from gitops_lint.values import dataclass


class UserError(Exception):
    """The request is wrong: unknown rule, bad configuration, missing path.

    The text is one clear line with a suggestion where there is one; the command line turns it into exit 2.
    """


@dataclass(frozen=True, slots=True)
class Problem:
    """The input is wrong: a finding of the rule of that name, and the run goes on."""

    rule: str
    path: str
    message: str
    span: Span = START
    key: str = ""  #: what makes two problems of one file the same after an edit elsewhere in it
    document: int = -1  #: where the span is not known yet: the YAML document …
    pointer: Pointer = ()  #: … and the place in it
    severity: Severity | None = None  #: None: the rule's own
    grip: str = "auto"  #: ``key`` where the key at the pointer is meant, not its value
    printed: Pointer = ()  #: of an Application or set that a chart printed: the place in it


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was not looked at, and why."""

    kind: str  #: kebab-case: ``not-rendered``, ``unknown-kind``, ``skipped-file`` …
    path: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """We are wrong: a rule or plugin raised."""

    rule: str
    path: str
    error: str
    traceback: str
