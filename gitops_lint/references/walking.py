"""Going down untrusted values along a path with stars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import escape

if TYPE_CHECKING:
    from collections.abc import Iterator


def walk(value: object, path: tuple[str, ...], pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Pointer and value of each place a path leads to: '*' is every item or value, '*x' every key that ends in x."""
    if not path:
        yield pointer, value
        return
    token, rest = path[0], path[1:]
    if token.startswith("*"):
        suffix = token[1:]
        if isinstance(value, dict):
            for key, item in value.items():
                if isinstance(key, str) and key.endswith(suffix):
                    yield from walk(item, rest, f"{pointer}/{escape(key)}")
        elif isinstance(value, list) and not suffix:
            for index, item in enumerate(value):
                yield from walk(item, rest, f"{pointer}/{index}")
        return
    key = token.replace("~1", "/").replace("~0", "~")
    if isinstance(value, dict) and key in value:
        yield from walk(value[key], rest, f"{pointer}/{token}")


def via_of(pointer: str) -> str:
    """A pointer the way people write it: 'spec.tls[0].secretName'."""
    result = ""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        result += f"[{name}]" if token.isdigit() else f".{name}" if result else name
    return result
