"""The objects of a YAML file or text, as kustomize takes them apart.

Source: ``api/resource/factory.go``, kyaml ``kio/byteio_reader.go``: empty documents are skipped, lists are flattened,
and whatever is left must have a kind and a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause


class Part(NamedTuple):
    """An object and where it was written."""

    value: dict[str, Any]
    cause: Cause


class NotAnObjectError(ValueError):
    """A document is no Kubernetes object."""

    def __init__(self, message: str, cause: Cause, pointer: Pointer = ()) -> None:
        super().__init__(message)
        self.cause = cause.below(pointer)


def objects_of(documents: Iterable[tuple[Any, Cause]]) -> list[Part]:
    """The objects of documents.  Raises `NotAnObjectError`."""
    waiting = [(value, cause) for value, cause in documents if value is not None and value not in ({}, [])]
    if len(waiting) == 1:
        waiting = _unwrapped(*waiting[0])
    for value, cause in waiting:
        _check(value, cause)
    found: list[Part] = []
    while waiting:
        value, cause = waiting.pop(0)
        kind = value["kind"]
        if not (isinstance(kind, str) and kind.endswith("List") and "items" in value):
            found.append(Part(value, cause))
            continue
        items = value["items"]
        if items is None:
            continue
        if not isinstance(items, list):
            raise NotAnObjectError(f"expected array in {kind}/items", cause, ("items",))
        inner = [(item, cause.below(("items", index))) for index, item in enumerate(items) if item]
        for item, place in inner:
            _check(item, place)
        waiting.extend(inner)
    return found


def _unwrapped(value: Any, cause: Cause) -> list[tuple[Any, Cause]]:
    if isinstance(value, dict) and value.get("kind") in ("List", "ResourceList"):
        items = value.get("items")
        if "items" in value or "functionConfig" in value:
            wrapped = items if isinstance(items, list) else []
            return [(item, cause.below(("items", index))) for index, item in enumerate(wrapped) if item]
    return [(value, cause)]


def _check(value: Any, cause: Cause) -> None:
    if not isinstance(value, dict):
        raise NotAnObjectError("missing Resource metadata", cause)
    kind = value.get("kind")
    if kind is None or kind == "":
        raise NotAnObjectError("missing kind in object", cause)
    if isinstance(kind, str) and kind.endswith("List"):
        return
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if name is None or name == "" or isinstance(name, (dict, list)):
        raise NotAnObjectError(
            "missing metadata.name in object", cause, ("metadata",) if isinstance(metadata, dict) else ()
        )
