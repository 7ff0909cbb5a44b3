"""Rules on objects, in several processes: whichever is free judges the next run of resources and finds the places in
the text, while the parent asks the rules about everything that is no object, and those that need the whole anyway.

What comes back are plain values that name resources by their index, so that parent and child need not share objects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.engine import Engine, Results
from gitops_lint.finding import Confidence, Location, Severity, Span
from gitops_lint.locate import Locator
from gitops_lint.model.node import Change, Node
from gitops_lint.model.repository import Repository
from gitops_lint.outcome import Outcome, locate
from gitops_lint.problem import Failure
from gitops_lint.rule import FixPlan, Occurrence, Place
from gitops_lint.workspace.parallel import processes, take_turns

RESOURCES_WORTH_IT = 3000
"""Fewer objects are judged faster than processes are started and their answers read."""

Defaults = Mapping[str, tuple[Severity, Confidence]]


def judge(
    engine: Engine, repo: Repository, locator: Locator, defaults: Defaults, jobs: int
) -> tuple[list[Outcome], Results]:
    """Every rule on every target; outcomes in the order of the repository, however many processes there are."""
    count = processes(jobs, len(repo.resources), RESOURCES_WORTH_IT)
    if count < 2:
        results = engine.run()
        return locate(results.occurrences, locator, defaults), results
    indices = {id(resource): index for index, resource in enumerate(repo.resources)}

    def share(part: Sequence[int]) -> Any:
        results = engine.run_resources(repo.resources[index] for index in part)
        outcomes = locate(results.occurrences, locator, defaults)
        failures = [(f.rule, f.path, f.error, f.traceback) for f in results.failures]
        rows = [
            (packed(each, indices), each.location.path, tuple(each.location.span), each.identity) for each in outcomes
        ]
        return rows, failures, dict(results.seconds), repo.memory.learnt(), locator.texts.learnt()

    outcomes: list[Outcome] = []
    results = Results()
    rest, turns = take_turns(count, range(len(repo.resources)), share, engine.run_rest)
    for rows, failures, seconds, learnt, hidden in turns:
        outcomes += [_outcome(row, repo) for row in rows]
        results.failures += [Failure(*row) for row in failures]
        repo.memory.remember(learnt)
        locator.texts.remember(hidden)
        for name, value in seconds.items():
            results.seconds[name] += value
    results.failures += rest.failures
    for name, value in rest.seconds.items():
        results.seconds[name] += value
    return outcomes + locate(rest.occurrences, locator, defaults), results


def packed(outcome: Outcome, indices: Mapping[int, int]) -> tuple[Any, ...]:
    """What a rule said, as plain values; ``indices`` are those of the resources by their identity in memory."""
    found = outcome.occurrence
    fix = found.fix
    return (
        found.rule,
        found.message,
        _place_of(found.at, indices),
        found.grip,
        [(_place_of(at, indices), text) for at, text in found.related],
        fix and (fix.title, fix.safe, [(indices[id(c.resource)], c.pointer, c.action, c.value) for c in fix.changes]),
        int(outcome.severity),
        int(outcome.confidence),
    )


def unpacked(row: Sequence[Any], repo: Repository) -> Occurrence:
    """What it said again.  Raises `LookupError`, `TypeError` or `ValueError` for anything else."""
    rule, message, at, grip, related, fix, severity, confidence = row
    plan = None
    if fix:
        title, safe, changes = fix
        plan = FixPlan(
            str(title), bool(safe), tuple(Change(repo.resources[i], tuple(p), a, v) for i, p, a, v in changes)
        )
    return Occurrence(
        str(rule),
        str(message),
        _at_place(at, repo),
        str(grip),
        tuple((_at_place(place, repo), str(text)) for place, text in related),
        plan,
        Severity(severity),
        Confidence(confidence),
    )


def _place_of(at: Any, indices: Mapping[int, int]) -> tuple[Any, ...]:
    if isinstance(at, Node):
        return (indices[id(at.resource)], at.pointer)
    span = tuple(at.span) if at.span is not None else None
    return (at.path, at.document, at.pointer, span)


def _outcome(row: Sequence[Any], repo: Repository) -> Outcome:
    said, path, span, identity = row
    *_, severity, confidence = said
    location = Location(path, Span(*span))
    return Outcome(unpacked(said, repo), location, identity, Severity(severity), Confidence(confidence))


def _at_place(at: Sequence[Any], repo: Repository) -> Node | Place:
    if isinstance(at[0], int):
        index, pointer = at
        resource = repo.resources[index]
        below = resource.at(*pointer) if pointer else resource
        return below if below is not None else Node(resource, tuple(pointer), None)
    path, document, pointer, span = at
    return Place(path, document, tuple(pointer), Span(*span) if span is not None else None)
