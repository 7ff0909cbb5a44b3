"""Finding what a reference leads to: an object, something an object brings about, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gitops_lint.references.matching import Entry, Index, Labelled
from gitops_lint.references.plain import EMPTY
from gitops_lint.references.podspecs import pod_templates
from gitops_lint.references.provisions import always_exists, holds, keys_of, provided_by
from gitops_lint.references.values import CLUSTER, EVERYWHERE, PODS
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gitops_lint.references.matching import Selector
    from gitops_lint.references.values import Provision, Reference

FOUND, PROVIDED, ALWAYS, MISSING, NO_KEY, UNKNOWN = "found", "provided", "always", "missing", "no-key", "unknown"
"""Outcomes: an object; made by one; part of every cluster; nowhere; there, but without the key; not to be told."""


Place = tuple[str, str]
"""Namespace and name."""


@dataclass(frozen=True, slots=True)
class Provided:
    """A provision and the object it comes from."""

    by: Entry
    provision: Provision

    @property
    def place(self) -> Place:
        """The namespace it is made in, and its name."""
        namespace = self.provision.namespace
        return self.by.namespace if namespace is None else namespace, self.provision.name


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference leads to; ``keys`` are the keys the target has, where ``outcome`` is NO_KEY."""

    outcome: str
    objects: tuple[Entry, ...] = ()
    provided: tuple[Provided, ...] = ()
    keys: frozenset[str] = frozenset()


class Found(NamedTuple):
    """What there is of a kind at one place: the objects themselves, and what others make."""

    objects: list[Entry]
    provided: list[Provided]


class World:
    """All objects of a repository, or of one Application, with what they bring about.

    Each part of it is sorted when it is first asked for.
    """

    def __init__(self, entries: Iterable[Entry], pod_paths: Mapping[str, str] = EMPTY) -> None:
        self._entries = tuple(entries)
        self._pod_paths = pod_paths
        self._index: Index | None = None
        self._provided: dict[tuple[str, str], dict[Place, list[Provided]]] | None = None
        self._pods: Labelled | None = None

    @property
    def index(self) -> Index:
        """The objects by what they are."""
        if self._index is None:
            self._index = Index(self._entries)
        return self._index

    def resolve(self, reference: Reference, namespace: str) -> Resolution:
        """What a reference with a name leads to, seen from an object that lives in ``namespace``."""
        kind = (reference.group, reference.kind)
        made = self._made.get(kind, {})
        return resolution(
            lambda place: Found(self.index.named(*kind, *place), made.get(place, [])), reference, namespace
        )

    def pods(self, selector: Selector, namespace: str) -> tuple[Entry, ...]:
        """The workloads in a namespace, or in all, whose pods a selector selects."""
        if self._pods is None:
            self._pods = Labelled(
                (entry, template.labels)
                for entry in self._entries
                for template in pod_templates(entry.value, self._pod_paths)
            )
        return self._pods.selected(selector, namespace)

    def selected(self, reference: Reference, namespace: str) -> tuple[Entry, ...]:
        """What a reference with a selector leads to; for pods, the workloads and bare pods."""
        where = namespace if reference.namespace is None else reference.namespace
        if reference.selector is None:
            return ()
        if (reference.group, reference.kind) == PODS:
            return self.pods(reference.selector, where)
        return self.index.selected(reference.group, reference.kind, where, reference.selector)

    @property
    def _made(self) -> Mapping[tuple[str, str], Mapping[Place, list[Provided]]]:
        """What the objects make besides themselves, by group and kind, namespace and name."""
        if self._provided is None:
            self._provided = {}
            for entry in self._entries:
                for provision in provided_by(entry.value):
                    made = Provided(entry, provision)
                    of_kind = self._provided.setdefault((provision.group, provision.kind), {})
                    of_kind.setdefault(made.place, []).append(made)
        return self._provided


def resolution(find: Callable[[Place], Found | None], reference: Reference, namespace: str) -> Resolution:
    """What a reference leads to, seen from an object that lives in ``namespace``.

    ``find`` says what there is of the target's group and kind at a place.
    """
    own = reference.namespace is None
    if own and not namespace:
        return _UNKNOWN
    where, name = namespace if own else reference.namespace or CLUSTER, reference.name
    objects, provided = find((where, name)) or _NOTHING
    if own and not objects:
        objects = (find((CLUSTER, name)) or _NOTHING).objects
    everywhere = find((EVERYWHERE, name))
    if everywhere is not None:
        provided = provided + everywhere.provided
    group, kind = reference.group, reference.kind
    if not objects and not provided:
        return _ALWAYS if always_exists(group, kind, where, name) else _MISSING
    there, made = tuple(objects), tuple(provided)
    if reference.key and kind in ("ConfigMap", "Secret"):
        lacking = _lacking(reference.key, there, made)
        if lacking is not None:
            return Resolution(NO_KEY, there, made, lacking)
    return Resolution(FOUND if there else PROVIDED, there, made)


_NOTHING = Found([], [])
_UNKNOWN, _ALWAYS, _MISSING = Resolution(UNKNOWN), Resolution(ALWAYS), Resolution(MISSING)


def _lacking(key: str, objects: tuple[Entry, ...], provided: tuple[Provided, ...]) -> frozenset[str] | None:
    """The keys that are there, if the key is not one of them; None if it is, or may be."""
    if any(holds(entry.value, key) for entry in objects):
        return None
    every: set[str] = set()
    for keys in (*(keys_of(entry.value) for entry in objects), *(made.provision.keys for made in provided)):
        if keys is None:
            return None
        every |= keys
    return None if key in every else frozenset(every)
