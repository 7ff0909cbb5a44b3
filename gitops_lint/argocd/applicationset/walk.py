"""The generators of an ApplicationSet, those inside of others too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.plain import mapping, sequence
from gitops_lint.finding import Pointer

_NESTING = ("matrix", "merge")
_DEPTH = 3  # Argo CD reads two levels; a third is refused by the CRD


def generators(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Pointer]]:
    """Kind, body and place of each generator of a set of any shape; inner ones before what holds them."""
    yield from _below(mapping(value.get("spec")), ("spec",), 0)


def _below(holder: Mapping[str, Any], at: Pointer, depth: int) -> Iterator[tuple[str, Mapping[str, Any], Pointer]]:
    for index, entry in enumerate(sequence(holder.get("generators")) if depth < _DEPTH else ()):
        for kind, body in mapping(entry).items():
            if isinstance(body, dict) and kind != "selector":
                pointer = (*at, "generators", index, kind)
                if kind in _NESTING:
                    yield from _below(body, pointer, depth + 1)
                yield kind, body, pointer
