"""A place inside an object: what rules read, point at and hand to findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from gitops_lint.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Change:
    """A structural change to the source of an object; it becomes text edits where the text allows it."""

    resource: Resource
    pointer: Pointer
    action: str  #: ``insert``, ``replace``, ``remove`` or ``rename``
    value: Any = None


class Node:
    """A value together with the object it belongs to and the way there.

    Reading never raises: what is missing or of another shape is ``None`` or empty, because a linted repository
    may hold anything.
    """

    __slots__ = ("pointer", "resource", "value")

    resource: Resource
    pointer: Pointer
    value: Any

    def __init__(self, resource: Resource, pointer: Pointer, value: Any) -> None:
        self.resource = resource
        self.pointer = pointer
        self.value = value

    def at(self, *path: str | int) -> Node | None:
        """The node below, or None if there is nothing: a key that holds null counts as there."""
        value = self.value
        for part in path:
            if isinstance(value, dict):
                if part not in value:
                    return None
                value = value[part]
            elif isinstance(value, list) and isinstance(part, int) and -len(value) <= part < len(value):
                value = value[part]
            else:
                return None
        return Node(self.resource, self.pointer + path, value)

    def get(self, *path: str | int) -> Any:
        """The value below; None where there is nothing."""
        value = self.value
        for part in path:
            if isinstance(value, dict):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and -len(value) <= part < len(value):
                value = value[part]
            else:
                return None
        return value

    def text(self, *path: str | int) -> str | None:
        """The string below; None if there is none or it is something else."""
        value = self.get(*path)
        return value if isinstance(value, str) else None

    def mapping(self, *path: str | int) -> dict[str, Any]:
        """The mapping below; empty if there is none or it is something else."""
        value = self.get(*path)
        return value if isinstance(value, dict) else {}

    def sequence(self, *path: str | int) -> list[Any]:
        """The list below; empty if there is none or it is something else."""
        value = self.get(*path)
        return value if isinstance(value, list) else []

    def items(self, *path: str | int) -> Iterator[Node]:
        """The nodes of a list's items or of a mapping's values."""
        value = self.get(*path)
        base = self.pointer + path
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield Node(self.resource, (*base, index), item)
        elif isinstance(value, dict):
            for key, item in value.items():
                yield Node(self.resource, (*base, key), item)

    def insert(self, path: tuple[str, ...], value: Any) -> Change:
        """The change that sets a value below, creating what is missing on the way."""
        return Change(self.resource, self.pointer + path, "insert", value)

    def replace(self, value: Any) -> Change:
        """The change that gives this node another value."""
        return Change(self.resource, self.pointer, "replace", value)

    def remove(self) -> Change:
        """The change that takes this key or item away."""
        return Change(self.resource, self.pointer, "remove")

    def rename(self, key: str) -> Change:
        """The change that gives this node's key another name."""
        return Change(self.resource, self.pointer, "rename", key)

    def __repr__(self) -> str:
        """For test output."""
        return f"<{type(self).__name__} {'/'.join(map(str, self.pointer))} {self.value!r:.60}>"


def scalars(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """The scalars of a value with their places; null says nothing."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from scalars(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from scalars(item, (*pointer, index))
    elif value is not None:
        yield pointer, value


def nearest(root: Node, pointer: Pointer) -> Node:
    """The node at a pointer, or what is written nearest above it."""
    for length in range(len(pointer), 0, -1):
        node = root.at(*pointer[:length])
        if node is not None:
            return node
    return root
