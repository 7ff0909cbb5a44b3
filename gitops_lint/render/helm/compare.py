"""What differs between two outputs of one chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.render.helm.origins import Piece
from gitops_lint.source.parse import parse
from gitops_lint.values import dataclass

MISSING = object()
"""What stands for a value that only one side has."""

Place = tuple[int, Pointer]
"""Index of the piece, and the pointer into its object."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs; a scalar, unless the shape around it does."""

    place: Place
    old: Any
    new: Any


def changes(base: Sequence[Piece], other: Sequence[Piece]) -> list[Change] | None:
    """The places that differ; None where other templates print, or print something that is no object.

    The order does not count, but for what one template prints: helm sorts by kind.
    """
    numbers = sorted(range(len(base)), key=lambda number: base[number].template)
    again = sorted(other, key=lambda piece: piece.template)
    if [base[number].template for number in numbers] != [piece.template for piece in again]:
        return None
    found: list[Change] = []
    for number, after in zip(numbers, again, strict=True):
        before = base[number]
        if before.text == after.text:
            continue
        old, new = _value(before), _value(after)
        if old is None or new is None:
            return None
        found += [Change((number, pointer), *pair) for pointer, *pair in _differences(old, new, ())]
    return found


def _value(piece: Piece) -> Any:
    """The one object of a piece; None where it holds another number of them."""
    parsed = parse(piece.template, piece.text)
    return parsed.documents[0].value if len(parsed.documents) == 1 and not parsed.problems else None


def _differences(old: Any, new: Any, at: Pointer) -> Iterator[tuple[Pointer, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _differences(old.get(key, MISSING), new.get(key, MISSING), (*at, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differences(before, after, (*at, index))
    elif type(old) is not type(new) or old != new:
        inner = _values_text(old, at), _values_text(new, at)
        if isinstance(inner[0], dict) and isinstance(inner[1], dict):
            yield from _differences(*inner, at)
        else:
            yield at, old, new


def _values_text(value: Any, at: Pointer) -> Any:
    """The values that an Application hands to its chart as a text: places go on inside of it."""
    if at[-2:] != ("helm", "values") or not isinstance(value, str):
        return None
    documents = parse("values.yaml", value.encode()).documents
    return documents[0].value if len(documents) == 1 else None
