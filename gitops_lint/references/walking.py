"""Going down untrusted values along a path with stars."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import escape

if TYPE_CHECKING:
    from collections.abc import Iterator


@lru_cache(1024)
def tokens_of(path: str) -> tuple[str, ...]:
    """The tokens of a path: '/spec/rules/*' has three."""
    return tuple(path.split("/")[1:])


def walk(value: object, path: tuple[str, ...], pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Pointer and value of each place a path leads to: '*' is every item or value, '*x' every key that ends in x."""
    for index, token in enumerate(path):
        if token.startswith("*"):
            yield from _each(value, token[1:], path[index + 1 :], pointer)
            return
        key = token.replace("~1", "/").replace("~0", "~") if "~" in token else token
        if not isinstance(value, dict) or key not in value:
            return
        value, pointer = value[key], f"{pointer}/{token}"
    yield pointer, value


def _each(value: object, suffix: str, rest: tuple[str, ...], pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(key, str) and key.endswith(suffix):
                yield from walk(item, rest, f"{pointer}/{escape(key)}")
    elif isinstance(value, list) and not suffix:
        for index, item in enumerate(value):
            yield from walk(item, rest, f"{pointer}/{index}")


def via_of(pointer: str) -> str:
    """A pointer the way people write it: 'spec.tls[0].secretName'."""
    result = ""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        result += f"[{name}]" if token.isdigit() else f".{name}" if result else name
    return result
