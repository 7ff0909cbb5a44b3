"""How a strategic merge patch merges lists, and which kinds are cluster-scoped, as kustomize knows it.

kustomize compiles in the OpenAPI document of one old Kubernetes release (1.21.2 in kustomize 5.8.1); a kind that is
not in it has no merge keys and counts as namespaced.  ``schemas/kustomize/merge.json`` is that document reduced to
the lists that merge.  Source: kyaml ``openapi/openapi.go``, ``yaml/schema/schema.go``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from gitops_lint.resources import SCHEMAS
from gitops_lint.values import dataclass

# A reduced type maps a field to the index of the type below it, or to [index or null, key, …] where the field is a
# list that merges by those keys (no keys: a list of scalars that merges as a set).  "*" stands for any other field.
ReducedType = dict[str, Any]

NOTHING: ReducedType = {}
"""A type about which nothing is known but that it is known: nothing below it merges."""


@dataclass(frozen=True, slots=True)
class MergeSchema:
    """The lists that merge, by kind."""

    kinds: Mapping[str, int]
    types: tuple[ReducedType, ...]
    cluster: frozenset[str]

    def root(self, api_version: str, kind: str) -> ReducedType | None:
        """The type of a kind, None where it is unknown."""
        index = self.kinds.get(f"{api_version} {kind}")
        return None if index is None else self.types[index]

    def field(self, parent: ReducedType | None, name: str) -> ReducedType | None:
        """The type of a mapping in a field; None where the field is unknown."""
        index = self._entry(parent, name)
        if isinstance(index, list):
            return None
        return None if index is None else self.types[index]

    def merge_keys(self, parent: ReducedType | None, name: str) -> tuple[ReducedType | None, tuple[str, ...]] | None:
        """The item type and the merge keys of a list field; None where the list does not merge."""
        entry = self._entry(parent, name)
        if not isinstance(entry, list):
            return None
        return (None if entry[0] is None else self.types[entry[0]]), tuple(entry[1:])

    def is_cluster_scoped(self, api_version: str, kind: str) -> bool:
        """Whether the kind certainly lives outside of namespaces."""
        return f"{api_version} {kind}" in self.cluster

    @staticmethod
    def _entry(parent: ReducedType | None, name: str) -> Any:
        if not parent:
            return None
        return parent[name] if name in parent else parent.get("*")


@cache
def built_in_schema() -> MergeSchema:
    """The schema of the kustomize release named in the file."""
    data = json.loads((SCHEMAS / "kustomize" / "merge.json").read_text(encoding="utf-8"))
    return MergeSchema(data["kinds"], tuple(data["types"]), frozenset(data["cluster"]))


def custom_schema(document: Any, cluster: frozenset[str]) -> MergeSchema:
    """The schema of an ``openapi.path`` file: it takes the place of the built-in one, except for the scopes."""
    definitions = document.get("definitions") if isinstance(document, dict) else None
    kinds, types = reduce_definitions(definitions if isinstance(definitions, dict) else {})
    return MergeSchema(kinds, tuple(types), cluster)


def reduce_definitions(definitions: Mapping[str, Any]) -> tuple[dict[str, int], list[ReducedType]]:
    """The kinds and types of OpenAPI definitions, without everything that does not lead to a merging list."""
    reducer = _Reducer(definitions)
    kinds: dict[str, int] = {}
    for name in sorted(definitions):
        for kind in _kinds_of(definitions[name]):
            kinds[kind] = reducer.index(f"#/definitions/{name}")
    return _without_leaves(kinds, reducer.types)


def _kinds_of(definition: Any) -> list[str]:
    extension = definition.get("x-kubernetes-group-version-kind") if isinstance(definition, dict) else None
    found = []
    for entry in extension if isinstance(extension, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("version"), str) and isinstance(entry.get("kind"), str):
            group = entry.get("group")
            version = f"{group}/{entry['version']}" if isinstance(group, str) and group else entry["version"]
            found.append(f"{version} {entry['kind']}")
    return found


class _Reducer:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = definitions
        self.types: list[ReducedType] = []
        self.by_name: dict[str, int] = {}

    def index(self, reference: str) -> int:
        name = reference.removeprefix("#/definitions/")
        if name not in self.by_name:
            self.by_name[name] = len(self.types)
            entry: ReducedType = {}
            self.types.append(entry)
            entry.update(self.fields(self.definitions.get(name)))
        return self.by_name[name]

    def fields(self, definition: Any) -> ReducedType:
        if not isinstance(definition, dict):
            return {}
        properties = definition.get("properties")
        result = {
            name: self.entry(schema) for name, schema in (properties.items() if isinstance(properties, dict) else ())
        }
        additional = definition.get("additionalProperties")
        if isinstance(additional, dict):
            result["*"] = self.entry(additional)
        return {name: entry for name, entry in result.items() if entry is not None}

    def entry(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return None
        strategy = schema.get("x-kubernetes-patch-strategy")
        if isinstance(strategy, str) and "merge" in strategy.split(",") and schema.get("type") in ("array", ["array"]):
            keys = schema.get("x-kubernetes-list-map-keys") or [schema.get("x-kubernetes-patch-merge-key")]
            items = schema.get("items")
            return [self.child(items), *(key for key in keys if isinstance(key, str))]
        return self.child(schema)

    def child(self, schema: Any) -> int | None:
        if not isinstance(schema, dict):
            return None
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self.index(reference)
        if "properties" not in schema and "additionalProperties" not in schema:
            return None
        position = len(self.types)
        entry: ReducedType = {}
        self.types.append(entry)
        entry.update(self.fields(schema))
        return position


def _without_leaves(kinds: dict[str, int], types: list[ReducedType]) -> tuple[dict[str, int], list[ReducedType]]:
    """Drop fields that lead to no merging list, then renumber; kinds stay, even where nothing below them merges."""
    useful = {index for index, fields in enumerate(types) if any(isinstance(entry, list) for entry in fields.values())}
    grown = True
    while grown:
        more = {
            index
            for index, fields in enumerate(types)
            if index not in useful and any(isinstance(entry, int) and entry in useful for entry in fields.values())
        }
        useful |= more
        grown = bool(more)
    order = sorted(useful | set(kinds.values()))
    number = {old: new for new, old in enumerate(order)}

    def renumber(entry: Any) -> Any:
        if isinstance(entry, list):
            return [number[entry[0]] if entry[0] in useful else None, *entry[1:]]
        return number[entry] if entry in useful else None

    reduced = []
    for old in order:
        fields = {name: renumber(entry) for name, entry in types[old].items()}
        reduced.append({name: entry for name, entry in fields.items() if entry is not None})
    return {kind: number[index] for kind, index in kinds.items()}, reduced
