"""Label selectors, and an index of objects by identity and by labels.

Source: k8s.io/apimachinery ``LabelSelectorAsSelector``; a null selector selects nothing, an empty one everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import at, identity_of, items, labels_of, mapping, name_of
from gitops_lint.references.values import EVERYWHERE
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Requirement:
    """One demand on a label: ``operator`` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether these labels fulfil it. NotIn is fulfilled by an absent label; an unknown operator by none."""
        present = self.key in labels
        if self.operator == "In":
            return present and labels[self.key] in self.values
        if self.operator == "NotIn":
            return not present or labels[self.key] not in self.values
        if self.operator == "Exists":
            return present
        return self.operator == "DoesNotExist" and not present


@dataclass(frozen=True, slots=True)
class Selector:
    """A label selector: all requirements must hold, so that an empty one selects everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is selected."""
        return all(requirement.matches(labels) for requirement in self.requirements)

    @property
    def is_empty(self) -> bool:
        """Whether it selects everything."""
        return not self.requirements

    def without(self, keys: frozenset[str]) -> Selector:
        """The selector that demands nothing of these labels."""
        left = tuple(requirement for requirement in self.requirements if requirement.key not in keys)
        return self if len(left) == len(self.requirements) else Selector(left)

    def wanted(self) -> Mapping[str, str]:
        """The labels that must have exactly one value."""
        return {r.key: next(iter(r.values)) for r in self.requirements if r.operator == "In" and len(r.values) == 1}


def from_labels(labels: object) -> Selector | None:
    """The selector of a plain map of labels; None for what is no map of strings."""
    if not isinstance(labels, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in labels.items()):
        return None
    return Selector(tuple(Requirement(key, "In", frozenset({labels[key]})) for key in sorted(labels)))


def from_label_selector(value: object) -> Selector | None:
    """The selector of a ``metav1.LabelSelector``; None for null and for what is none."""
    if not isinstance(value, dict):
        return None
    plain = from_labels(mapping(value.get("matchLabels")))
    if plain is None and value.get("matchLabels"):
        return None
    requirements = list(plain.requirements) if plain is not None else []
    for expression in items(value.get("matchExpressions")):
        key, operator = at(expression, "key"), at(expression, "operator")
        if not isinstance(key, str) or not isinstance(operator, str):
            return None
        values = frozenset(v for v in items(at(expression, "values")) if isinstance(v, str))
        requirements.append(Requirement(key, operator, values))
    return Selector(tuple(requirements))


@dataclass(frozen=True, slots=True)
class Entry:
    """An object in an index; ``namespace`` is the one it lives in, '' for a cluster-scoped object."""

    key: Hashable
    value: Mapping[str, Any]
    namespace: str

    @property
    def name(self) -> str:
        """``metadata.name``."""
        return name_of(self.value)


class Labelled:
    """Objects with labels, their own or those of their pods, by namespace and by each label.

    ``given`` are the labels that they get besides: nobody knows of which value, so that every demand on one is met.
    """

    def __init__(
        self, items: Iterable[tuple[Entry, Mapping[str, str]]], *, given: frozenset[str] = frozenset()
    ) -> None:
        self._given = given
        self._in: dict[str, list[tuple[Entry, Mapping[str, str]]]] = {}
        self._with: dict[tuple[str, str, str], list[tuple[Entry, Mapping[str, str]]]] = {}
        for item in items:
            entry, labels = item
            self._in.setdefault(entry.namespace, []).append(item)
            for key, value in labels.items():
                self._with.setdefault((entry.namespace, key, value), []).append(item)

    def selected(self, selector: Selector, namespace: str) -> tuple[Entry, ...]:
        """Those in a namespace, or in all, whose labels the selector matches."""
        if namespace == EVERYWHERE:
            return tuple(entry for where in self._in for entry in self.selected(selector, where))
        selector = selector.without(self._given)
        pool = self._in.get(namespace, [])
        for key, value in selector.wanted().items():
            pool = min(pool, self._with.get((namespace, key, value), []), key=len)
        return tuple(entry for entry, labels in pool if selector.matches(labels))


class Index:
    """Objects by group, kind, namespace and name. Built once, never changed."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._named: dict[tuple[str, str, str, str], list[Entry]] = {}
        self._labelled: dict[tuple[str, str], Labelled] = {}  # a memo
        for entry in entries:
            group, kind, name = identity_of(entry.value)
            self._named.setdefault((group, kind, entry.namespace, name), []).append(entry)

    @property
    def namespaces(self) -> frozenset[str]:
        """The namespaces in which there is anything."""
        return frozenset(namespace for _, _, namespace, _ in self._named)

    def named(self, group: str, kind: str, namespace: str, name: str) -> list[Entry]:
        """The objects of that identity; more than one if the repository declares it twice."""
        return self._named.get((group, kind, namespace, name), [])

    def selected(self, group: str, kind: str, namespace: str, selector: Selector) -> tuple[Entry, ...]:
        """The objects of a kind in a namespace, or in all, whose own labels the selector matches."""
        labelled = self._labelled.get((group, kind))
        if labelled is None:
            places = self._named.items()
            found = (entry for place, entries in places if place[:2] == (group, kind) for entry in entries)
            labelled = self._labelled[group, kind] = Labelled((entry, labels_of(entry.value)) for entry in found)
        return labelled.selected(selector, namespace)
