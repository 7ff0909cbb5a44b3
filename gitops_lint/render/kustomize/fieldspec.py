"""Where transformers look: field specs, and the places of an object that one leads to.

Source: ``api/filters/fieldspec``, ``api/types/fieldspec.go``, ``api/internal/plugins/builtinconfig``; the default
specs come from ``schemas/kustomize/fieldspecs.json``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from gitops_lint.finding import Pointer
from gitops_lint.render.kustomize.resid import Gvk, gvk_of, sort_text, type_order
from gitops_lint.resources import SCHEMAS

_ORDER = type_order()
SECTIONS = (
    "namePrefix", "nameSuffix", "namespace", "commonLabels", "labels", "templateLabels", "commonAnnotations",
    "varReference", "images", "replicas",
)  # fmt: skip


class FieldSpec(NamedTuple):
    """A path in objects of some kinds."""

    gvk: Gvk
    path: str
    create: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's parts."""
        return split_path(self.path)


class NameReference(NamedTuple):
    """Objects of some kind, and the fields that name one of them."""

    gvk: Gvk
    referrers: tuple[FieldSpec, ...]


class ConflictError(ValueError):
    """Two configurations disagree."""


@cache
def split_path(path: str, delimiter: str = "/") -> tuple[str, ...]:
    """A path at its delimiters; a backslash before one keeps it (kyaml ``utils/pathsplitter.go``)."""
    pieces = path.split(delimiter)
    if len(pieces) > 1 and not pieces[0]:
        pieces = pieces[1:]
    parts = [pieces[0]]
    for piece in pieces[1:]:
        if parts[-1].endswith("\\"):
            parts[-1] = parts[-1][:-1] + delimiter + piece
        else:
            parts.append(piece)
    return tuple(parts)


class Config:
    """The field specs of a build, by the section they are configured in; treat as frozen."""

    __slots__ = ("_by_kind", "references", "sections")

    def __init__(self, sections: dict[str, tuple[FieldSpec, ...]], references: tuple[NameReference, ...]) -> None:
        self.sections = {name: _sorted(specs) for name, specs in sections.items()}
        self.references = tuple(sorted(references, key=lambda reference: _rank(reference.gvk)))
        self._by_kind: dict[tuple[str, Gvk], Any] = {}

    def of(self, section: str, gvk: Gvk) -> tuple[FieldSpec, ...]:
        """The specs of a section that are about a kind."""
        key = (section, gvk)
        found = self._by_kind.get(key)
        if found is None:
            found = tuple(spec for spec in self.sections.get(section, ()) if gvk.selected_by(spec.gvk))
            self._by_kind[key] = found
        return found

    def references_of(self, referrer: Gvk, kind: str) -> tuple[tuple[Gvk, FieldSpec], ...]:
        """The fields of an object that name others: (kind named, field).  ``kind`` is the object's present one."""
        key = (kind, referrer)
        found = self._by_kind.get(key)
        if found is None:
            found = tuple(
                (reference.gvk, spec)
                for reference in self.references
                for spec in reference.referrers
                if referrer.selected_by(spec.gvk)
            )
            self._by_kind[key] = found
        return found

    def merged(self, other: Config) -> Config:
        """Both together; raises `ConflictError`."""
        if other is self or other is default_config():
            return self if other is self or self._holds_defaults() else self._merge(other)
        return self._merge(other)

    def _holds_defaults(self) -> bool:
        default = default_config()
        return all(set(specs) <= set(self.sections.get(name, ())) for name, specs in default.sections.items())

    def _merge(self, other: Config) -> Config:
        sections = {
            name: merge_specs(self.sections.get(name, ()), other.sections.get(name, ()))
            for name in {**self.sections, **other.sections}
        }
        references = list(self.references)
        for incoming in other.references:
            for index, present in enumerate(references):
                if present.gvk == incoming.gvk:
                    merged = merge_specs(present.referrers, incoming.referrers)
                    references[index] = NameReference(present.gvk, merged)
                    break
            else:
                references.append(incoming)
        return Config(sections, tuple(references))


def merge_specs(specs: tuple[FieldSpec, ...], incoming: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """The specs with those added that are not there yet."""
    result = list(specs)
    for spec in incoming:
        same = next((one for one in result if one.path == spec.path and one.gvk.selected_by(spec.gvk)), None)
        if same is None:
            result.append(spec)
        elif same.create != spec.create:
            raise ConflictError("conflicting fieldspecs")
    return tuple(result)


def _rank(gvk: Gvk) -> tuple[int, str]:
    return _ORDER.get(gvk.kind, 0), sort_text(gvk)


def _sorted(specs: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    return tuple(sorted(specs, key=lambda spec: _rank(spec.gvk)))


def read_specs(value: Any) -> tuple[FieldSpec, ...]:
    """The specs of a list as configuration files write it."""
    return tuple(
        FieldSpec(gvk_of(entry), str(entry.get("path") or ""), entry.get("create") is True)
        for entry in (value if isinstance(value, list) else ())
        if isinstance(entry, dict)
    )


def read_config(value: Any) -> Config:
    """A configuration file's specs."""
    if not isinstance(value, dict):
        return Config({}, ())
    listed = value.get("nameReference")
    references = tuple(
        NameReference(gvk_of(entry), read_specs(entry.get("fieldSpecs")))
        for entry in (listed if isinstance(listed, list) else ())
        if isinstance(entry, dict)
    )
    return Config({name: read_specs(value[name]) for name in SECTIONS if name in value}, references)


@cache
def default_config() -> Config:
    """The specs compiled into kustomize."""
    data = json.loads((SCHEMAS / "kustomize" / "fieldspecs.json").read_text(encoding="utf-8"))
    return read_config(data["specs"])


class ShapeError(ValueError):
    """An object is not shaped as a field spec expects."""


def places(
    value: Any, parts: tuple[str, ...], *, create: bool = False, null_lists: list[Pointer] | None = None
) -> list[Pointer]:
    """The places of an object that a path leads to; lists on the way stand for all of their items.

    ``create``: also where mappings would have to be made first.  ``null_lists`` collects nulls in the place of a
    list, which kustomize turns into empty lists.  Raises `ShapeError` where a scalar is in the way.
    """
    found: list[Pointer] = []
    _collect(value, parts, 0, (), create, null_lists, found)
    return found


def _collect(
    value: Any,
    parts: tuple[str, ...],
    at: int,
    here: Pointer,
    create: bool,
    null_lists: list[Pointer] | None,
    found: list[Pointer],
) -> None:
    while at < len(parts):
        if not isinstance(value, dict):
            if isinstance(value, list):
                for index, item in enumerate(value):
                    _collect(item, parts, at, (*here, index), create, null_lists, found)
            elif value is not None:
                raise ShapeError("expected sequence or mapping node")
            return
        name = parts[at]
        is_list = name.endswith("[]")
        if is_list:
            name = name[:-2]
        below = value.get(name)
        if below is None:
            present, last = name in value, at + 1 == len(parts)
            if present and is_list and null_lists is not None:
                null_lists.append((*here, name))
                return
            makes = create and not is_list
            if not (makes or (present and last)):
                return
            below = {}  # on the way; at the end it does not matter
        value, at, here = below, at + 1, (*here, name)
    found.append(here)
