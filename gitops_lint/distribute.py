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
        packed = [_packed(outcome, indices) for outcome in outcomes]
        return packed, failures, dict(results.seconds), repo.memory.learnt(), locator.texts.learnt()

    outcomes: list[Outcome] = []
    results = Results()
    rest, turns = take_turns(count, range(len(repo.resources)), share, engine.run_rest)
    for packed, failures, seconds, learnt, hidden in turns:
        outcomes += [_unpacked(row, repo) for row in packed]
        results.failures += [Failure(*row) for row in failures]
        repo.memory.remember(learnt)
        locator.texts.remember(hidden)
        for name, value in seconds.items():
            results.seconds[name] += value
    results.failures += rest.failures
    for name, value in rest.seconds.items():
        results.seconds[name] += value
    return outcomes + locate(rest.occurrences, locator, defaults), results


def _packed(outcome: Outcome, indices: Mapping[int, int]) -> tuple[Any, ...]:
    found = outcome.occurrence
    fix = found.fix
    return (
        found.rule,
        found.message,
        place_of(found.at, indices),
        found.grip,
        [(place_of(at, indices), text) for at, text in found.related],
        fix and (fix.title, fix.safe, [(indices[id(c.resource)], c.pointer, c.action, c.value) for c in fix.changes]),
        int(outcome.severity),
        int(outcome.confidence),
        outcome.location.path,
        tuple(outcome.location.span),
        outcome.identity,
    )


def place_of(at: Any, indices: Mapping[int, int]) -> tuple[Any, ...]:
    """Where an occurrence is, as plain values; ``indices`` are those of the resources by their identity in memory."""
    if isinstance(at, Node):
        return (indices[id(at.resource)], at.pointer)
    span = tuple(at.span) if at.span is not None else None
    return (at.path, at.document, at.pointer, span)


def _unpacked(row: tuple[Any, ...], repo: Repository) -> Outcome:
    rule, message, at, grip, related, fix, severity, confidence, path, span, identity = row
    plan = None
    if fix:
        title, safe, changes = fix
        plan = FixPlan(title, safe, tuple(Change(repo.resources[i], p, a, v) for i, p, a, v in changes))
    occurrence = Occurrence(
        rule, message, at_place(at, repo), grip, tuple((at_place(place, repo), text) for place, text in related), plan
    )
    return Outcome(occurrence, Location(path, Span(*span)), identity, Severity(severity), Confidence(confidence))


def at_place(at: Sequence[Any], repo: Repository) -> Node | Place:
    """The place again."""
    if isinstance(at[0], int):
        index, pointer = at
        resource = repo.resources[index]
        below = resource.at(*pointer) if pointer else resource
        return below if below is not None else Node(resource, tuple(pointer), None)
    path, document, pointer, span = at
    return Place(path, document, tuple(pointer), Span(*span) if span is not None else None)
