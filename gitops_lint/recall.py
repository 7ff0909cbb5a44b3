"""What local rules said about an object in an earlier run.

A local rule depends on the object, its context and its options alone, so its answer for an object that is applied as
it stands in a file is kept by the file's content and path, the object's place in it, its context, and everything that
is configured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gitops_lint.finding import Confidence, Severity
from gitops_lint.memory import Notes
from gitops_lint.model.node import Change, Node
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.rule import FixPlan, Occurrence, Rule
from gitops_lint.settings import deciding
from gitops_lint.stamps import digest_of


class Recall:
    """The answers of one set of local rules."""

    def __init__(self, notes: Notes, repo: Repository, rules: Iterable[Rule[Any]]) -> None:
        self._notes = notes
        self._repo = repo
        self._rules = frozenset(rule.name for rule in rules)
        config = deciding(repo.config)
        self._salt = digest_of(repr((sorted(self._rules), config)).encode("utf-8", "surrogatepass"))
        self._circumstances: dict[tuple[int, int], str] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def of(self, resource: Resource) -> list[Occurrence] | None:
        """What they said; None where that is not known."""
        file, place = self._repo.place_of(resource)
        if not file:
            return None
        rows = self._notes.get(self._key(file, resource), f"{place} {self._around(resource)}")
        try:
            said = [_unpacked(row, resource) for row in rows]
            return said if all(found.rule in self._rules for found in said) else None
        except (AttributeError, LookupError, TypeError, ValueError):
            return None

    def learn(self, resource: Resource, said: Sequence[Occurrence]) -> None:
        """Keep what they said just now, where it is about nothing else."""
        file, place = self._repo.place_of(resource)
        if file and all(_is_about(resource, found) for found in said):
            entry = f"{place} {self._around(resource)}"
            self._notes.put(self._key(file, resource), entry, [_packed(found) for found in said])

    def _key(self, file: str, resource: Resource) -> str:
        path = resource.origin.first.path
        known = self._keys.get((file, path))
        if known is None:
            text = f"{file} {path} {self._salt}"
            known = self._keys[file, path] = digest_of(text.encode("utf-8", "surrogatepass"))
        return known

    def _around(self, resource: Resource) -> str:
        """What tells the context of an object, and what it is deployed by: the Application's options decide too."""
        context, deployable = resource.context, resource.deployable
        key = (id(context), id(deployable))
        known = self._circumstances.get(key)
        if known is None:
            by: tuple[object, ...] = ()
            if deployable is not None:
                application = deployable.application
                said = application.value if application is not None else None
                by = (deployable.kind, deployable.path, deployable.name, deployable.speculative, said)
            text = repr((context.key(), context.application, by))
            known = self._circumstances[key] = digest_of(text.encode("utf-8", "surrogatepass"))
        return known


def _is_about(resource: Resource, found: Occurrence) -> bool:
    places = [found.at, *(place for place, _ in found.related), *(found.fix.changes if found.fix else ())]
    return all(getattr(place, "resource", None) is resource for place in places)


def _packed(found: Occurrence) -> list[Any]:
    fix = found.fix
    return [
        found.rule,
        found.message,
        _pointer(found.at),
        found.grip,
        [[_pointer(place), text] for place, text in found.related],
        fix and [fix.title, fix.safe, [[c.pointer, c.action, c.value] for c in fix.changes]],
        None if found.severity is None else int(found.severity),
        None if found.confidence is None else int(found.confidence),
    ]


def _pointer(place: Any) -> Any:
    return place.pointer


def _unpacked(row: Sequence[Any], resource: Resource) -> Occurrence:
    rule, message, at, grip, related, fix, severity, confidence = row
    plan = None
    if fix:
        title, safe, changes = fix
        plan = FixPlan(str(title), bool(safe), tuple(Change(resource, tuple(p), a, v) for p, a, v in changes))
    return Occurrence(
        str(rule),
        str(message),
        _node(resource, at),
        str(grip),
        tuple((_node(resource, pointer), str(text)) for pointer, text in related),
        plan,
        Severity(severity) if severity is not None else None,
        Confidence(confidence) if confidence is not None else None,
    )


def _node(resource: Resource, pointer: Sequence[str | int]) -> Node:
    found = resource.at(*pointer) if pointer else resource
    if found is None:
        raise LookupError(pointer)
    return found
