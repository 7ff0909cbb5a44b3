"""JSON patches (RFC 6902) as kustomize applies them.

Source: ``gopkg.in/evanphx/json-patch.v4``: ``replace`` of a missing key adds it, negative indices count from the end,
``-`` appends.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.edit import MISSING
from gitops_lint.render.kustomize.resource import Resource


class JsonPatchError(ValueError):
    """The operation of that index does not apply."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


def apply_json_patch(resource: Resource, operations: list[Any], cause: Cause) -> None:
    """Apply the operations one by one; ``cause`` is the list's own.  Raises `JsonPatchError`."""
    for index, operation in enumerate(operations):
        try:
            _apply(resource, operation, cause.below((index,)))
        except _RefusedError as error:
            raise JsonPatchError(str(error), index) from None


class _RefusedError(ValueError):
    pass


def _apply(resource: Resource, operation: Any, cause: Cause) -> None:
    if not isinstance(operation, dict):
        raise _RefusedError("operation is not an object")
    name, path = operation.get("op"), operation.get("path")
    if not isinstance(path, str):
        raise _RefusedError(f"{name} operation failed to decode path")
    value_cause = cause.below(("value",)) if "value" in operation else cause
    if name == "add":
        _add(resource, path, operation.get("value"), value_cause)
    elif name == "remove":
        resource.drop(_existing(resource, path, name), cause)
    elif name == "replace":
        _replace(resource, path, operation.get("value"), value_cause)
    elif name in ("move", "copy"):
        _transfer(resource, name, operation.get("from"), path, cause)
    elif name == "test":
        _test(resource, path, operation.get("value"))
    else:
        raise _RefusedError(f"Unexpected kind: {name}")


def _parent(resource: Resource, path: str, name: str) -> tuple[Pointer, str]:
    """The place of the container, and the key in it."""
    parts = path.split("/")
    if len(parts) < 2:
        raise _RefusedError(f'{name} operation does not apply: doc is missing path: "{path}": missing value')
    here: Pointer = ()
    for part in map(_unescape, parts[1:-1]):
        container = resource.get(here)
        here = (*here, _key(container, part)) if isinstance(container, (dict, list)) else (*here, part)
        if not isinstance(resource.get(here), (dict, list)):
            raise _RefusedError(f'{name} operation does not apply: doc is missing path: "{path}": missing value')
    return here, _unescape(parts[-1])


def _unescape(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _key(container: Any, part: str, extra: int = 0) -> str | int:
    """A mapping's key, or a list's index from 0; an index that does not exist is refused."""
    if isinstance(container, dict):
        return part
    try:
        index = int(part)
    except ValueError:
        raise _RefusedError(f"value was not a proper array index: '{part}'") from None
    size = len(container) + extra
    if not -size <= index < size:
        raise _RefusedError(f"Unable to access invalid index: {index}: invalid index referenced")
    return index + size if index < 0 else index


def _add(resource: Resource, path: str, value: Any, cause: Cause, *also: Cause) -> None:
    here, part = _parent(resource, path, "add")
    container = resource.get(here)
    if isinstance(container, dict):
        resource.put((*here, part), value, cause, *also)
    else:
        index = len(container) if part == "-" else _key(container, part, 1)
        resource.insert((*here, index), value, cause)


def _replace(resource: Resource, path: str, value: Any, cause: Cause) -> None:
    here, part = _parent(resource, path, "replace")
    resource.put((*here, _key(resource.get(here), part)), value, cause)


def _existing(resource: Resource, path: str, name: str) -> Pointer:
    here, part = _parent(resource, path, name)
    pointer = (*here, _key(resource.get(here), part))
    if resource.get(pointer) is MISSING:
        raise _RefusedError(f"error in {name} for path: '{path}': Unable to remove nonexistent key: {part}")
    return pointer


def _transfer(resource: Resource, name: str, source: Any, path: str, cause: Cause) -> None:
    if not isinstance(source, str):
        raise _RefusedError(f"{name} operation failed to decode from")
    here, part = _parent(resource, source, name)
    pointer = (*here, _key(resource.get(here), part))
    value = resource.get(pointer)
    if value is MISSING:
        if name == "move":
            raise _RefusedError(f"error in move for path: '{part}': Unable to remove nonexistent key: {part}")
        value = None
    origin = resource.trace(pointer)
    if name == "move":
        resource.drop(pointer, cause)
    _add(resource, path, value, cause, *origin)


def _test(resource: Resource, path: str, wanted: Any) -> None:
    here, part = _parent(resource, path, "test")
    present = resource.get((*here, _key(resource.get(here), part)))
    if (None if present is MISSING else present) != wanted or isinstance(present, bool) != isinstance(wanted, bool):
        raise _RefusedError(f"testing value {path} failed: test failed")
