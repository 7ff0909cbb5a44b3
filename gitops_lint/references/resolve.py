"""Finding what a reference leads to: an object, something an object brings about, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.matching import Entry, Index
from gitops_lint.references.plain import EMPTY
from gitops_lint.references.podspecs import pod_templates
from gitops_lint.references.provisions import always_exists, keys_of, provided_by
from gitops_lint.references.values import CLUSTER, EVERYWHERE, PODS
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_lint.references.matching import Selector
    from gitops_lint.references.values import Provision, Reference

FOUND, PROVIDED, ALWAYS, MISSING, NO_KEY, UNKNOWN = "found", "provided", "always", "missing", "no-key", "unknown"
"""Outcomes: an object; made by one; part of every cluster; nowhere; there, but without the key; not to be told."""


@dataclass(frozen=True, slots=True)
class Provided:
    """A provision and the object it comes from."""

    by: Entry
    provision: Provision


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference leads to; ``keys`` are the keys the target has, where ``outcome`` is NO_KEY."""

    outcome: str
    objects: tuple[Entry, ...] = ()
    provided: tuple[Provided, ...] = ()
    keys: frozenset[str] = frozenset()


class World:
    """All objects of a repository, or of one Application, with what they bring about. Built once."""

    def __init__(self, entries: Iterable[Entry], pod_paths: Mapping[str, str] = EMPTY) -> None:
        entries = tuple(entries)
        self.index = Index(entries)
        self.pod_paths = pod_paths
        self._provided: dict[tuple[str, str, str, str], list[Provided]] = {}
        self._workloads: dict[str, list[tuple[Entry, Mapping[str, str]]]] = {}
        for entry in entries:
            for provision in provided_by(entry.value):
                namespace = entry.namespace if provision.namespace is None else provision.namespace
                where = (provision.group, provision.kind, namespace, provision.name)
                self._provided.setdefault(where, []).append(Provided(entry, provision))
            for template in pod_templates(entry.value, pod_paths):
                self._workloads.setdefault(entry.namespace, []).append((entry, template.labels))

    @classmethod
    def of(cls, worlds: Iterable[World], pod_paths: Mapping[str, str] = EMPTY) -> World:
        """Several worlds as one."""
        joined = cls((), pod_paths)
        for world in worlds:
            joined.index.add(world.index)
            for where, provided in world._provided.items():
                joined._provided.setdefault(where, []).extend(provided)
            for namespace, workloads in world._workloads.items():
                joined._workloads.setdefault(namespace, []).extend(workloads)
        return joined

    def resolve(self, reference: Reference, namespace: str) -> Resolution:
        """What a reference with a name leads to, seen from an object that lives in ``namespace``."""
        where = namespace if reference.namespace is None else reference.namespace
        group, kind, name = reference.group, reference.kind, reference.name
        if reference.namespace is None and not namespace:
            return Resolution(UNKNOWN)
        objects = self.index.named(group, kind, where, name)
        if not objects and reference.namespace is None:
            objects = self.index.named(group, kind, CLUSTER, name)
        provided = (
            *self._provided.get((group, kind, where, name), ()),
            *self._provided.get((group, kind, EVERYWHERE, name), ()),
        )
        if not objects and not provided:
            return Resolution(ALWAYS if always_exists(group, kind, where, name) else MISSING)
        if reference.key and kind in ("ConfigMap", "Secret"):
            lacking = _lacking(reference.key, objects, provided)
            if lacking is not None:
                return Resolution(NO_KEY, objects, provided, lacking)
        return Resolution(FOUND if objects else PROVIDED, objects, provided)

    def pods(self, selector: Selector, namespace: str) -> tuple[Entry, ...]:
        """The workloads in a namespace, or in all, whose pods a selector selects."""
        if namespace == EVERYWHERE:
            return tuple(entry for where in self._workloads for entry in self.pods(selector, where))
        return tuple(entry for entry, labels in self._workloads.get(namespace, ()) if selector.matches(labels))

    def selected(self, reference: Reference, namespace: str) -> tuple[Entry, ...]:
        """What a reference with a selector leads to; for pods, the workloads and bare pods."""
        where = namespace if reference.namespace is None else reference.namespace
        if reference.selector is None:
            return ()
        if (reference.group, reference.kind) == PODS:
            return self.pods(reference.selector, where)
        return self.index.selected(reference.group, reference.kind, where, reference.selector)


def _lacking(key: str, objects: tuple[Entry, ...], provided: tuple[Provided, ...]) -> frozenset[str] | None:
    """The keys that are there, if the key is not one of them; None if it is, or may be."""
    every: set[str] = set()
    for keys in (*(keys_of(entry.value) for entry in objects), *(made.provision.keys for made in provided)):
        if keys is None:
            return None
        every |= keys
    return None if key in every else frozenset(every)
