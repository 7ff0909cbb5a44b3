"""Occurrences -> findings: one per defect, however many Applications deploy it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter

from gitops_lint.finding import (
    Confidence,
    Deployment,
    Finding,
    Fix,
    Location,
    Related,
    Severity,
    Span,
    Suppression,
    json_pointer,
)
from gitops_lint.locate import Locator, fingerprint
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Cause
from gitops_lint.rule import FixPlan, Occurrence
from gitops_lint.values import dataclass

Fixes = Callable[[FixPlan], Fix | None]
"""Turns a rule's structural changes into edits of text; None where the text does not allow it."""

MAX_RELATED = 10
"""More places than a reader looks at; a base used by fifty overlays names the first ten."""


@dataclass(slots=True)
class Outcome:
    """An occurrence with its place in the text and what became of it."""

    occurrence: Occurrence
    location: Location
    identity: str
    severity: Severity
    confidence: Confidence
    cause: Cause | None = None
    suppressed: Suppression | None = None
    keys: tuple[Cause, ...] = ()  #: the values that make what a chart printed, where that is certain


def locate(
    occurrences: Iterable[Occurrence],
    locator: Locator,
    defaults: Mapping[str, tuple[Severity, Confidence]],
) -> list[Outcome]:
    """The occurrences with their places; ``defaults`` holds each rule's severity and confidence."""
    asked = list(occurrences)
    outcomes: list[Outcome | None] = [None] * len(asked)
    # Document by document, so that each is composed once however many rules speak of it.
    for index in sorted(range(len(asked)), key=list(map(_document, asked)).__getitem__):
        occurrence = asked[index]
        location, cause = locator.primary(occurrence)
        severity, confidence = defaults[occurrence.rule]
        outcomes[index] = Outcome(
            occurrence,
            location,
            _identity(occurrence, cause, locator),
            severity if occurrence.severity is None else occurrence.severity,
            confidence if occurrence.confidence is None else occurrence.confidence,
            cause,
        )
    return [outcome for outcome in outcomes if outcome is not None]


def _document(occurrence: Occurrence) -> tuple[str, int]:
    at = occurrence.at
    place = at.resource.origin.first if isinstance(at, Node) else at
    return place.path, place.document


def _identity(occurrence: Occurrence, cause: Cause | None, locator: Locator) -> str:
    if cause is not None:
        return locator.identity(occurrence.rule, cause)
    key = getattr(occurrence.at, "key", "") or occurrence.message
    return f"{occurrence.rule}|{key}"


def findings(outcomes: Sequence[Outcome], locator: Locator, fixes: Fixes | None = None) -> list[Finding]:
    """One finding per rule, place and message, sorted by place; twins get their own fingerprints."""
    groups: dict[tuple[str, Location, str, str], list[Outcome]] = {}
    for outcome in outcomes:
        key = (outcome.occurrence.rule, outcome.location, outcome.identity, outcome.occurrence.message)
        groups.setdefault(key, []).append(outcome)
    twins: Counter[str] = Counter()
    made = []
    ordered = [(_order(group), group) for group in groups.values()]
    ordered.sort(key=itemgetter(0))  # file by file, as places are found
    for (*_, pointer), group in ordered:
        identity = group[0].identity
        made.append(_finding(group, pointer, fingerprint(identity, twins[identity]), locator, fixes))
        twins[identity] += 1
    return made


def _order(outcomes: Sequence[Outcome]) -> tuple[str, Span, str, str, str]:
    """What `sort_key` will be of the finding of a group."""
    first = _counted(outcomes)[0]
    occurrence = first.occurrence
    pointer = json_pointer(occurrence.at.pointer) if isinstance(occurrence.at, Node) else ""
    return (*first.location, occurrence.rule, occurrence.message, pointer)


def sort_key(finding: Finding) -> tuple[object, ...]:
    """The order of a report: by place, then rule, then message."""
    return (finding.location.path, finding.location.span, finding.rule, finding.message, finding.pointer)


def _counted(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Those that are reported: all but the suppressed ones, unless every one is."""
    if len(outcomes) == 1:
        return outcomes
    return [outcome for outcome in outcomes if outcome.suppressed is None] or outcomes


def _finding(
    outcomes: Sequence[Outcome], pointer: str, identity: str, locator: Locator, fixes: Fixes | None
) -> Finding:
    """The finding of one group."""
    counted = _counted(outcomes)
    first = counted[0]
    occurrence = first.occurrence
    return Finding(
        rule=occurrence.rule,
        severity=max(outcome.severity for outcome in counted),
        confidence=max(outcome.confidence for outcome in counted),
        message=occurrence.message,
        location=first.location,
        fingerprint=identity,
        resource=occurrence.at.resource.ref if isinstance(occurrence.at, Node) else None,
        pointer=pointer,
        deployments=_deployments(counted),
        related=_related(counted, locator),
        fix=fixes(occurrence.fix) if fixes and occurrence.fix else None,
        suppressed=first.suppressed,
    )


def _deployments(outcomes: Iterable[Outcome]) -> tuple[Deployment, ...]:
    found = set()
    for outcome in outcomes:
        if isinstance(outcome.occurrence.at, Node):
            resource = outcome.occurrence.at.resource
            deployable: Deployable | None = resource.deployable
            if deployable is not None and deployable.application is not None:
                found.add(Deployment(deployable.name, resource.context.cluster.name, resource.namespace, resource.name))
    return tuple(sorted(found))


def _related(outcomes: Sequence[Outcome], locator: Locator) -> tuple[Related, ...]:
    found: dict[Related, None] = {}
    for outcome in outcomes:
        # Of several parts of a text the last one is told first: the tag of an image.
        keys = [Related(Location(key.path, locator.span(key)), "set by this value") for key in reversed(outcome.keys)]
        moved = any(key.location == outcome.location for key in keys)
        for related in (*keys, *locator.related(outcome.occurrence, moved=moved)):
            if related.location != outcome.location:
                found[related] = None
        if len(found) >= MAX_RELATED:
            break
    return tuple(found)[:MAX_RELATED]
