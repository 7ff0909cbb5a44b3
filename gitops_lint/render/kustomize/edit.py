"""Changing an object so that every change has a cause.

Values are shared between overlays and never mutated: an edit copies the containers on its path, of the value and of
the shadow alike.  A shadow tells which places differ from the object's document; see `gitops_lint.model.origin`.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Shadow


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()
"""No value at all, as opposed to null."""


def lookup(value: Any, pointer: Pointer) -> Any:
    """The value at a pointer, or `MISSING`."""
    for part in pointer:
        if isinstance(value, dict):
            value = value.get(part, MISSING)
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            value = value[part]
        else:
            return MISSING
    return value


def replaced(value: Any, pointer: Pointer, new: Any) -> Any:
    """The value with another one at ``pointer``; mappings on the way are made where they are missing."""
    if not pointer:
        return new
    part, rest = pointer[0], pointer[1:]
    if isinstance(value, list) and isinstance(part, int):
        items = value.copy()
        if part == len(items):
            items.append(replaced(MISSING, rest, new))
        else:
            items[part] = replaced(items[part], rest, new)
        return items
    fields = value.copy() if isinstance(value, dict) else {}
    fields[part] = replaced(fields.get(part, MISSING), rest, new)
    return fields


def without(value: Any, pointer: Pointer) -> Any:
    """The value without what is at ``pointer``, which exists."""
    part, rest = pointer[0], pointer[1:]
    copy = value.copy()
    if rest:
        copy[part] = without(copy[part], rest)
    else:
        del copy[part]
    return copy


def causes(first: Cause, shadow: Shadow | None, pointer: Pointer) -> tuple[Cause, ...]:
    """What put the value at ``pointer`` there, then what it overrode."""
    cause, start = first, 0
    previous: tuple[Cause, ...] = ()
    node, depth = shadow, 0
    while node is not None:
        if node.cause is not None:
            cause, start, previous = node.cause, depth, node.previous
        if depth == len(pointer) or node.children is None:
            break
        node = node.children.get(pointer[depth])
        depth += 1
    return (cause.below(pointer[start:]), *previous)


def shaded(shadow: Shadow | None, pointer: Pointer, new: Shadow | None) -> Shadow | None:
    """The shadow with another one at ``pointer``."""
    if not pointer:
        return new
    children = dict(shadow.children) if shadow is not None and shadow.children else {}
    below = shaded(children.get(pointer[0]), pointer[1:], new)
    if below is None:
        children.pop(pointer[0], None)
    else:
        children[pointer[0]] = below
    if shadow is None:
        return Shadow(None, children)
    return Shadow(shadow.cause, children, shadow.previous)


def child(shadow: Shadow | None, part: str | int) -> Shadow | None:
    """The shadow one step down."""
    return shadow.children.get(part) if shadow is not None and shadow.children else None


def change_at(shadow: Shadow | None, pointer: Pointer) -> tuple[Cause | None, Shadow | None]:
    """What put the value at ``pointer`` there, None if nothing did, and what changed below it."""
    cause: Cause | None = None
    for part in pointer:
        cause = cause.below((part,)) if cause is not None else None
        shadow = child(shadow, part)
        if shadow is not None and shadow.cause is not None:
            cause = shadow.cause
    return cause, shadow


def moved(shadow: Shadow | None, cause: Cause, part: str | int) -> Shadow:
    """The shadow of a list item that changes its index; ``cause`` is the list's own."""
    if shadow is not None and shadow.cause is not None:
        return shadow
    return Shadow(cause.below((part,)), shadow.children if shadow is not None else None)
