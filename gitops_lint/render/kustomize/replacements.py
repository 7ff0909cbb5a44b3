"""Replacements: copying a value from one object into fields of others.

Source: ``api/filters/replacement``, kyaml ``yaml/match.go``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.edit import MISSING
from gitops_lint.render.kustomize.fieldspec import split_path
from gitops_lint.render.kustomize.references import field_value
from gitops_lint.render.kustomize.resid import DEFAULT_NAMESPACE, gvk_of
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import UnsupportedError
from gitops_lint.render.kustomize.selectors import Selector
from gitops_lint.values import dataclass


class ReplacementError(ValueError):
    """The replacement does not apply; ``pointer`` leads to the guilty part of its entry."""

    def __init__(self, message: str, pointer: Pointer = (), rule: str = "replacement-invalid") -> None:
        super().__init__(message)
        self.pointer = pointer
        self.rule = rule


@dataclass(frozen=True, slots=True)
class _Value:
    """What is copied: a value, its text, and where it comes from."""

    value: Any
    text: str
    causes: tuple[Cause, ...]
    source: tuple[Resource, Pointer] | None = None  #: where to look again: the source may itself be a target

    def now(self) -> _Value:
        """The value as it is at this moment."""
        if self.source is None:
            return self
        resource, pointer = self.source
        value = resource.get(pointer)
        return _Value(value, resource.any_text(value, pointer), self.causes)


def apply_replacement(resources: Sequence[Resource], entry: Mapping[str, Any], cause: Cause) -> None:
    """Carry out one entry.  Raises `ReplacementError`."""
    source, fixed, targets = entry.get("source"), entry.get("sourceValue"), entry.get("targets")
    if (source is None and fixed is None) or targets is None:
        raise ReplacementError("replacements must specify a source and at least one target")
    if source is not None and fixed is not None:
        raise ReplacementError("value and resource selectors are mutually exclusive")
    value = _Value(implicit(fixed), fixed, ()) if fixed is not None else _source_value(resources, source or {})
    for index, target in enumerate(targets):
        _apply_target(resources, target, value, cause, ("targets", index))


def _source_value(resources: Sequence[Resource], source: Mapping[str, Any]) -> _Value:
    found = [resource for resource in resources if _is_source(resource, source)]
    described = " ".join(str(source[key]) for key in ("kind", "name", "namespace") if source.get(key)) or "source"
    if len(found) != 1:
        problem = "multiple matches for selector" if found else "nothing selected by"
        raise ReplacementError(f"{problem} '{described}'", ("source",), "replacement-source-not-found")
    path = source.get("fieldPath") or "metadata.name"
    pointer, value = field_value(found[0], smart_path(path))
    if value is MISSING or value is None or value in ({}, []):
        message = f"fieldPath `{path}` is missing for replacement source '{described}'"
        raise ReplacementError(message, ("source", "fieldPath"), "replacement-source-not-found")
    text = found[0].any_text(value, pointer)
    options = source.get("options") or {}
    if not options.get("delimiter"):
        return _Value(value, text, found[0].trace(pointer), (found[0], pointer))
    if isinstance(value, (dict, list)):
        raise ReplacementError("delimiter option can only be used with scalar nodes", ("source", "options"))
    parts, index = text.split(options["delimiter"]), options.get("index", 0)
    if not 0 <= index < len(parts):
        raise ReplacementError(f"options.index {index} is out of bounds for value {text}", ("source", "options"))
    text = parts[index]
    value = text if isinstance(value, str) else implicit(text)
    return _Value(value, text, found[0].trace(pointer))


def _is_source(resource: Resource, source: Mapping[str, Any]) -> bool:
    wanted = gvk_of(source)
    name, namespace = source.get("name"), source.get("namespace")
    return any(
        (not name or one.name == name)
        and (not namespace or (one.namespace or DEFAULT_NAMESPACE) == namespace)
        and one.gvk.selected_by(wanted)
        for one in (resource.id, *resource.previous_ids)
    )


def smart_path(path: str) -> list[str]:
    """A field path at its dots; what is in brackets stays together (kyaml ``utils/pathsplitter.go``)."""
    pieces = split_path(path, ".")
    result: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if not piece.startswith("[") or piece.endswith("]"):
            result.append(piece)
            continue
        bracketed = [piece]
        while at < len(pieces):
            bracketed.append(pieces[at])
            at += 1
            if bracketed[-1].endswith("]"):
                break
        joined = ".".join(bracketed)
        result.append(joined if "=" in joined else joined.strip("[]"))
    return result


def _apply_target(
    resources: Sequence[Resource], target: Mapping[str, Any], value: _Value, cause: Cause, pointer: Pointer
) -> None:
    if target.get("select") is None:
        raise ReplacementError("target must specify resources to select", pointer)
    select = Selector(target["select"])
    rejects = [Selector(reject) for reject in target.get("reject") or () if isinstance(reject, dict)]
    paths = target.get("fieldPaths") or ["metadata.name"]
    for resource in resources:
        ids = (resource.id, *resource.previous_ids)
        if not select.matches_notes(resource) or not any(map(select.matches_id, ids)):
            continue
        if any(_rejects(reject, resource) for reject in rejects):
            continue
        for index, path in enumerate(paths):
            place = (*pointer, "fieldPaths", index)
            _copy(resource, value, path, target.get("options") or {}, cause.below(place), place)


def _rejects(reject: Selector, resource: Resource) -> bool:
    if (reject.labels or reject.annotations) and reject.matches_notes(resource):
        return True
    return reject.named and any(map(reject.matches_id, (resource.id, *resource.previous_ids)))


def _copy(
    resource: Resource, value: _Value, path: str, options: Mapping[str, Any], cause: Cause, place: Pointer
) -> None:
    parts = smart_path(path)
    creating = options.get("create") is True
    found = _Matcher(resource, value, creating, cause).match((), parts)
    if not found:
        verb = "find or create" if creating else "find"
        message = f'unable to {verb} field "{path}" in replacement target {resource.id}'
        raise ReplacementError(message, place, "replacement-target-not-found")
    for pointer, created in found:
        _set(resource, pointer, value.now(), options, cause, place, created=created)


def _set(
    resource: Resource, pointer: Pointer, value: _Value, options: Mapping[str, Any], cause: Cause, place: Pointer,
    *, created: bool,
) -> None:  # fmt: skip
    present = resource.get(pointer)
    new, text = value.value, value.text
    delimiter = options.get("delimiter")
    if delimiter:
        if isinstance(present, (dict, list)):
            raise ReplacementError("delimiter option can only be used with scalar nodes", place)
        text = _joined(resource.any_text(present, pointer), delimiter, options.get("index", 0), text)
        new = text
    if not isinstance(present, (dict, list)):
        new = text if isinstance(present, str) and not created else implicit(text)
        conflict = "" if created else _type_conflict(present, resource.any_text(present, pointer), text)
        if conflict:
            # kustomize notices only when it prints the object; something may still overwrite or remove the value.
            resource.conflicts = (*resource.conflicts, (pointer, cause, conflict))
    resource.put(pointer, new, cause, *value.causes)


def _joined(present: str, delimiter: str, index: int, text: str) -> str:
    parts = present.split(delimiter)
    if index < 0:
        parts.insert(0, text)
    elif index >= len(parts):
        parts.append(text)
    else:
        parts[index] = text
    return delimiter.join(parts)


def _type_conflict(present: Any, written: str, text: str) -> str:
    """Why the text cannot take the place of a scalar, which keeps its type; empty where it can."""
    old, new = _tag(present, written), _tag(implicit(text), text)
    if old in ("str", new) or (old, new) == ("float", "int"):
        return ""
    return f"cannot decode !!{new} `{text}` as a !!{old}"


def _tag(value: Any, text: str) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "float" if re.search("[.eE]", text) and not text.lower().startswith("0x") else "int"
    return {bool: "bool", type(None): "null"}.get(type(value), "str")


def implicit(text: str) -> Any:
    """What go-yaml version 3 reads a plain scalar as."""
    from gitops_lint.source.scalars import resolve

    value, odd = resolve(text)
    return text if odd == "yaml11-boolean" else value


class _Matcher:
    """Finds the places a field path leads to, and makes them if it is told to."""

    def __init__(self, resource: Resource, value: _Value, creating: bool, cause: Cause) -> None:
        self.resource = resource
        self.creating = creating
        self.cause = cause
        kind = type(value.value)
        self.blank: Any = {} if kind is dict else [] if kind is list else ""

    def match(self, here: Pointer, parts: Sequence[str], *, created: bool = False) -> list[tuple[Pointer, bool]]:
        if not parts:
            return [(here, created)]
        part = parts[0]
        if part.isdecimal():
            return self._index(here, int(part), parts)
        if part.startswith("[") and part.endswith("]"):
            return self._search(here, part, parts)
        if part == "*":
            return self._every(here, parts)
        return self._field(here, part, parts)

    def _items(self, here: Pointer) -> list[Any]:
        items = self.resource.get(here)
        if items is None:
            return []
        if not isinstance(items, list):
            raise _NoListError
        return items

    def _kind_of(self, following: Sequence[str]) -> Any:
        if not following:
            return self.blank
        part = following[0]
        return [] if part.isdecimal() or (part.startswith("[") and part.endswith("]")) else {}

    def _field(self, here: Pointer, name: str, parts: Sequence[str]) -> list[tuple[Pointer, bool]]:
        value = self.resource.get(here)
        if value is None:
            return []
        if not isinstance(value, dict):
            raise ReplacementError(f"wrong node kind: expected a mapping at '{_dotted(here)}'", ("fieldPaths",))
        pointer = (*here, name)
        created = False
        if name not in value:
            if not self.creating:
                return []
            self.resource.put(pointer, self._kind_of(parts[1:]), self.cause)
            created = True
        below = self.resource.get(pointer)
        if len(parts) > 1 and not isinstance(below, (dict, list)):
            if isinstance(below, str) and re.search(r"[:{\[]|^-", below):
                raise UnsupportedError("a replacement into structured data inside of a string")
            return []
        return self.match(pointer, parts[1:], created=created)

    def _index(self, here: Pointer, index: int, parts: Sequence[str]) -> list[tuple[Pointer, bool]]:
        items = self._items(here)
        created = False
        if index == len(items) and self.creating:
            self.resource.insert((*here, index), self._kind_of(parts[1:]), self.cause)
            created = True
        elif index >= len(items):
            raise ReplacementError(f"index {index} specified but only {len(items)} elements found", ("fieldPaths",))
        return self.match((*here, index), parts[1:], created=created)

    def _every(self, here: Pointer, parts: Sequence[str]) -> list[tuple[Pointer, bool]]:
        found = []
        for index in range(len(self._items(here))):
            found.extend(self.match((*here, index), parts[1:]))
        return found

    def _search(self, here: Pointer, part: str, parts: Sequence[str]) -> list[tuple[Pointer, bool]]:
        field, equals, pattern = part[1:-1].partition("=")
        if not equals:
            message = "list path element must contain fieldName=fieldValue for element to match"
            raise ReplacementError(message, ("fieldPaths",))
        found = self._matching(here, field, pattern, parts)
        if found or not self.creating:
            return found
        item = {field: implicit(pattern)} if field else implicit(pattern)
        self.resource.insert((*here, len(self._items(here))), item, self.cause)
        return self._matching(here, field, pattern, parts)

    def _matching(self, here: Pointer, field: str, pattern: str, parts: Sequence[str]) -> list[tuple[Pointer, bool]]:
        found: list[tuple[Pointer, bool]] = []
        for index, item in enumerate(self._items(here)):
            pointer = (*here, index)
            if field:
                if isinstance(item, dict) and field in item:
                    text = self.resource.any_text(item[field], (*pointer, field))
                    if re.search(pattern, text):
                        found.extend(self.match(pointer, parts[1:]))
            elif re.search(pattern, self.resource.any_text(item, pointer)):
                found.append((pointer, False))
        return found


class _NoListError(ReplacementError):
    def __init__(self) -> None:
        super().__init__("wrong node kind: expected a list", ("fieldPaths",))


def _dotted(pointer: Pointer) -> str:
    return ".".join(str(part) for part in pointer)
