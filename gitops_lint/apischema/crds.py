"""Shipped CRD schemas: a folder per API group, a manifest that a person can read beside a compressed bundle.

``schemas/crds/<group>/manifest.json`` says which kinds there are, from which source and under which licence;
``schemas.gz`` holds one line per definition: name, schema.  Equal parts of a group's schemas (the pod template, above
all) are stored once and referred to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gitops_lint.apischema.definitions import PREFIX, Definitions, Schema, compact, read_lines
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.structural import CustomKind
from gitops_lint.values import dataclass

_WORTH_SHARING = 160
"""Characters from which a schema that occurs twice is stored once."""


@dataclass(frozen=True, slots=True)
class ShippedKind:
    """One version of one kind, as the manifest lists it."""

    gvk: GroupVersionKind
    plural: str
    namespaced: bool
    served: bool
    deprecated: str  #: the API server's warning, empty for none
    dated: str  #: the day of the upstream state that it was taken from


@dataclass(frozen=True, slots=True)
class Group:
    """All kinds of one API group."""

    kinds: Mapping[GroupVersionKind, ShippedKind]
    bundle: Path

    def definitions(self) -> Definitions:
        """The schemas; a kind's root is named ``Kind/version``."""
        return Definitions({line[0]: line[1] for line in read_lines(self.bundle)})


def read_group(folder: Path) -> Group | None:
    """The group in a folder, None where there is none."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    dates = {kind: source["date"] for source in manifest["sources"] for kind in source["kinds"]}
    kinds = {}
    for entry in manifest["kinds"]:
        for version in entry["versions"]:
            gvk = GroupVersionKind(manifest["group"], version["name"], entry["kind"])
            kinds[gvk] = ShippedKind(
                gvk=gvk,
                plural=entry["plural"],
                namespaced=entry["scope"] != "Cluster",
                served=version["served"],
                deprecated=version.get("deprecated", ""),
                dated=dates.get(entry["kind"], ""),
            )
    return Group(kinds, folder / "schemas.gz")


def root_name(gvk: GroupVersionKind) -> str:
    """The name of a kind's root definition in its group's bundle."""
    return f"{gvk.kind}/{gvk.version}"


def bundle_lines(kinds: Sequence[CustomKind]) -> Iterator[tuple[str, str]]:
    """The bundle of a group, equal subschemas shared."""
    roots = [(root_name(kind.gvk), kind.schema) for kind in kinds if kind.schema is not None]
    seen: Counter[str] = Counter()
    for _, schema in roots:
        _count(schema, seen)
    shared: dict[str, str] = {}
    bodies = [(name, compact(_shorten(schema, seen, shared, root=True))) for name, schema in sorted(roots)]
    for text, number in shared.items():
        bodies.append((number, text))
    yield from bodies


def _count(schema: Schema, seen: Counter[str]) -> None:
    text = compact(schema)
    seen[text] += 1
    if seen[text] == 1:  # the parts of a schema that is shared as a whole need no names of their own
        for child in _children(schema):
            _count(child, seen)


def _children(schema: Schema) -> Iterator[Schema]:
    yield from (schema.get("properties") or {}).values()
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield schema[key]


def _shorten(schema: Schema, seen: Counter[str], shared: dict[str, str], *, root: bool = False) -> Schema:
    """The schema with its repeated parts replaced by references; ``shared`` maps their texts to names."""
    original = compact(schema)
    out = dict(schema)
    if "properties" in out:
        out["properties"] = {key: _shorten(child, seen, shared) for key, child in out["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(out.get(key), dict):
            out[key] = _shorten(out[key], seen, shared)
    if root or seen[original] < 2 or len(original) < _WORTH_SHARING:
        return out
    name = shared.setdefault(compact(out), str(len(shared)))
    return {"$ref": PREFIX + name}
