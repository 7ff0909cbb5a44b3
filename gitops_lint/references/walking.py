"""Going down untrusted values along a path with stars."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import escape

if TYPE_CHECKING:
    from collections.abc import Sequence


Place = tuple[str, Any]
"""A pointer and the value it leads to."""


@lru_cache(1024)
def tokens_of(path: str) -> tuple[str, ...]:
    """The tokens of a path: '/spec/rules/*' has three."""
    return tuple(path.split("/")[1:])


def walk(value: object, path: tuple[str, ...], pointer: str = "") -> Sequence[Place]:
    """Pointer and value of each place a path leads to: '*' is every item or value, '*x' every key that ends in x."""
    for index, token in enumerate(path):
        if token[0] == "*":
            return _each(value, token[1:], path[index + 1 :], "/".join((pointer, *path[:index])))
        key = token.replace("~1", "/").replace("~0", "~") if "~" in token else token
        if not isinstance(value, dict) or key not in value:
            return ()
        value = value[key]
    return (("/".join((pointer, *path)), value),)


def _each(value: object, suffix: str, rest: tuple[str, ...], pointer: str) -> list[Place]:
    found: list[Place] = []
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(key, str) and key.endswith(suffix):
                found += walk(item, rest, f"{pointer}/{escape(key)}")
    elif isinstance(value, list) and not suffix:
        for index, item in enumerate(value):
            found += walk(item, rest, f"{pointer}/{index}")
    return found


def via_of(pointer: str) -> str:
    """A pointer the way people write it: 'spec.tls[0].secretName'."""
    result = ""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        result += f"[{name}]" if token.isdigit() else f".{name}" if result else name
    return result
