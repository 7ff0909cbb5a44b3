"""What may be left out of a report, by whom it was said, and whether it still holds.

A pass of its own between the rules and the report: comments in the text, annotations on the rendered object and
overrides of the configuration are matched against outcomes, and every one of them leaves a record.  What is unused,
expired or without a reason is itself a finding.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from gitops_lint.finding import Severity, Span, Suppression
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Cause
from gitops_lint.model.resource import Resource
from gitops_lint.outcome import Outcome
from gitops_lint.patterns import regex
from gitops_lint.problem import Notice, Problem, UserError
from gitops_lint.settings import Config, Override
from gitops_lint.source.comments import Directive
from gitops_lint.source.globs import GlobSet, name_matches
from gitops_lint.values import dataclass

ANNOTATION = "gitops-lint.io/ignore"
EXPIRES_SOON = dt.timedelta(days=30)
_EXPIRY = regex(r"\b(?:until|expires)[ :=]*(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})\b")

Expand = Callable[[Iterable[str]], set[str]]
Where = Callable[[Cause, str], Span]
"""`Locator.span`."""


@dataclass(slots=True)
class Record:
    """One place that suppresses something."""

    how: str  #: ``comment``, ``annotation`` or ``configuration``
    path: str
    span: Span
    rules: tuple[str, ...]
    reason: str
    expires: dt.date | None = None
    used: int = 0
    author: str = ""

    def suppression(self) -> Suppression:
        """What a suppressed finding says about it."""
        expires = self.expires.isoformat() if self.expires else ""
        return Suppression(self.how, self.reason, self.path, self.span.line, self.author, expires)


class Suppressor:
    """Applies every suppression of a run to its outcomes."""

    def __init__(self, config: Config, expand: Expand, directives: Iterable[Directive], span: Where) -> None:
        self._today = config.today
        self._ignored = tuple(zip(config.ignore, config.ignored_at, strict=False))
        self._asked = config.ignore[len(config.ignored_at) :]  # by the command line, or whoever called us
        self._span = span
        self._locked = expand(config.locked)
        self._expand_words = expand
        self._comments: dict[str, list[tuple[Directive, set[str], Record]]] = defaultdict(list)
        self._annotations: dict[tuple[str, int, str], tuple[set[str], Record]] = {}
        self._overrides = [
            (Matcher(override), expand(override.ignore), _override_record(override, config))
            for override in config.overrides
            if override.ignore
        ]
        self.problems: list[Problem] = []
        for directive in directives:
            record = Record(
                "comment", directive.path, directive.span, directive.rules, directive.reason, expiry(directive.reason)
            )
            self._comments[directive.path].append((directive, self._words(directive.rules, record), record))

    def apply(self, outcomes: Sequence[Outcome]) -> None:
        """Mark what is suppressed."""
        for outcome in outcomes:
            locked = outcome.occurrence.rule in self._locked
            for record in self._records(outcome):
                if locked:
                    continue
                if record.expires is not None and self._today is not None and record.expires < self._today:
                    continue
                record.used += 1
                if outcome.suppressed is None:
                    outcome.suppressed = record.suppression()

    def _records(self, outcome: Outcome) -> Iterator[Record]:
        rule, line = outcome.occurrence.rule, outcome.location.span.line
        for directive, names, record in self._comments.get(outcome.location.path, ()):
            inside = directive.scope == "file" or directive.first_line <= line <= directive.last_line
            if inside and rule in names:
                yield record
        at = outcome.occurrence.at
        resource = at.resource if isinstance(at, Node) else None
        if resource is not None:
            yield from (record for names, record in self._annotated(resource) if rule in names)
        for matcher, names, record in self._overrides:
            if rule in names and matcher.matches(outcome.location.path, resource):
                yield record

    def _annotated(self, resource: Resource) -> Iterator[tuple[set[str], Record]]:
        text = resource.annotations.get(ANNOTATION)
        if not text:
            return
        cause = resource.origin.trace(("metadata", "annotations", ANNOTATION))[0]
        for part in filter(None, (piece.strip() for piece in text.split(";"))):
            key = (cause.path, cause.document, part)
            if key not in self._annotations:
                rules, _, reason = part.partition(":")
                words = tuple(word.strip() for word in rules.split(",") if word.strip())
                span = self._span(cause, "value")
                record = Record("annotation", cause.path, span, words, reason.strip(), expiry(reason))
                self._annotations[key] = (self._words(words, record), record)
            yield self._annotations[key]

    def _words(self, words: Sequence[str], record: Record) -> set[str]:
        names: set[str] = set()
        for word in words:
            try:
                names |= self._expand_words([word])
            except UserError as error:
                message = str(error).replace("rule or tag ", "rule ").partition(";")[0]
                self.problems.append(Problem("suppression-unknown-rule", record.path, message, record.span, word))
        return names

    def records(self) -> list[Record]:
        """Every suppression that was seen, by place."""
        found = [record for items in self._comments.values() for _, _, record in items]
        found += [record for _, record in self._annotations.values()]
        found += [record for _, _, record in self._overrides]
        return sorted(found, key=lambda record: (record.path, record.span))

    def complaints(self, ran: set[str]) -> list[Problem]:
        """What is wrong with the suppressions themselves; ``ran`` are the rules of this run."""
        problems = list(self.problems)
        for record in self.records():
            named = ", ".join(record.rules)
            if not record.reason:
                message = f"'{named}' is ignored without a reason"
                problems.append(_problem("suppression-without-reason", record, message))
            if record.how != "configuration" and (date := _misread_date(record.reason)):
                message = f"'{date}' is no date such as 2027-03-31: ignoring '{named}' does not expire"
                problems.append(_problem("suppression-malformed", record, message))
            left = record.expires - self._today if record.expires and self._today else None
            if record.expires is not None and left is not None and left < dt.timedelta():
                message = f"ignoring '{named}' expired on {record.expires.isoformat()}"
                problems.append(_problem("suppression-expired", record, message))
            elif record.expires is not None and left is not None and left <= EXPIRES_SOON:
                message = f"ignoring '{named}' expires on {record.expires.isoformat()}"
                problems.append(_problem("suppression-expires-soon", record, message))
            elif locked := self._without_effect(record.rules, ran):
                problems.append(_problem("suppression-unused", record, _locked(locked)))
            elif not record.used and (known := self._known(record.rules)) and known <= ran:
                locked = sorted(known & self._locked)
                message = _locked(locked) if locked else f"nothing here breaks '{named}'"
                problems.append(_problem("suppression-unused", record, message))
        for word, (path, span) in self._ignored:
            if self._without_effect((word,), ran):
                problems.append(Problem("suppression-unused", path, _locked([word]), span, word))
        return problems

    def notices(self, ran: set[str]) -> list[Notice]:
        """What the command line ignores in vain; no file says it, so that no finding could be about it."""
        return [Notice("ignored-in-vain", "", _locked([word])) for word in self._without_effect(self._asked, ran)]

    def _without_effect(self, words: Iterable[str], ran: set[str]) -> list[str]:
        """The words that stand for nothing but locked rules of this run."""
        return [word for word in words if (known := self._known((word,))) and known <= self._locked & ran]

    def _known(self, words: Sequence[str]) -> set[str]:
        try:
            return self._expand_words(words)
        except UserError:
            return set()


def expiry(reason: str) -> dt.date | None:
    """The date a reason names: ``until 2027-03-31`` or ``expires 2027-03-31``."""
    match = _EXPIRY.search(reason)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _misread_date(reason: str) -> str:
    """What a reason names in the place of a date and is none; empty where there is no such thing."""
    match = _EXPIRY.search(reason)
    return match[1] if match and expiry(reason) is None else ""


def _locked(names: Sequence[str]) -> str:
    return f"'{', '.join(names)}' is locked: nobody may ignore it"


def _problem(rule: str, record: Record, message: str) -> Problem:
    return Problem(rule, record.path, message, record.span, ",".join(record.rules))


def _override_record(override: Override, config: Config) -> Record:
    return Record(
        "configuration",
        override.path or config.path,
        override.span,
        override.ignore,
        override.reason,
        override.expires,
    )


class Matcher:
    """Whether an override speaks of a place."""

    def __init__(self, override: Override) -> None:
        self._paths = GlobSet(override.paths)
        self._override = override

    def matches(self, path: str, resource: Resource | None) -> bool:
        """Whether a file, or an object in it, is meant."""
        override = self._override
        if self._paths and not self._paths.matches(path):
            return False
        if not (override.applications or override.namespaces or override.kinds or override.clusters):
            return True
        if resource is None:
            return False
        wanted: tuple[tuple[tuple[str, ...], Iterable[Any]], ...] = (
            (override.applications, _application_names(resource)),
            (override.namespaces, (resource.namespace,)),
            (override.kinds, (resource.kind, f"{resource.group}/{resource.kind}")),
            (override.clusters, (resource.context.cluster.name,)),
        )
        return all(not globs or any(name_matches(globs, name) for name in names) for globs, names in wanted)


def _application_names(resource: Resource) -> Iterable[str]:
    deployable = resource.deployable
    if deployable is None or deployable.application is None:
        return ()
    return (deployable.name, deployable.application.name)


def override_severity(config: Config, outcomes: Iterable[Outcome], locked: Collection[str] = ()) -> None:
    """Apply severities that the configuration sets for rules, everywhere or in a part of the repository.

    A locked rule keeps at least the severity that the configuration gives it everywhere.
    """
    parts = [(Matcher(override), override.rules) for override in config.overrides if override.rules]
    for outcome in outcomes:
        at = outcome.occurrence.at
        setting = config.rules.get(outcome.occurrence.rule)
        if setting is not None and setting.severity is not None:
            outcome.severity = setting.severity
        floor = outcome.severity if outcome.occurrence.rule in locked else Severity.INFO
        for matcher, rules in parts:
            local = rules.get(outcome.occurrence.rule)
            resource = at.resource if isinstance(at, Node) else None
            if local is not None and local.severity is not None and matcher.matches(outcome.location.path, resource):
                outcome.severity = max(local.severity, floor)
