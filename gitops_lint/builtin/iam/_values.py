"""Where values of charts hold role ARNs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.identity.accounts import ROLE_ARN

_DEPTH = 40


def annotations_in(value: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Pointer and text of every value under the annotation's key, at any depth."""
    if len(pointer) > _DEPTH:
        return
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, item in entries:
        if key == ROLE_ARN and isinstance(item, str):
            yield (*pointer, key), item
        elif isinstance(item, (dict, list)):
            yield from annotations_in(item, (*pointer, key))
