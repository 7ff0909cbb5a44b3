"""For any tree: a value that is traced to a place in a file is what is written there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from render.kustomize.building import loader, run
from render.kustomize.random_trees import RandomTree

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree

COPIED = ("written", "patch", "namespace", "labels", "commonLabels", "commonAnnotations")
"""Causes that hold the very value; the others derive it: a prefix, an image's tag, a hash."""


def _leaves(value: Any, here: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*here, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _leaves(below, (*here, index))
    else:
        yield here, value


def _written(tree: MemoryTree, cause: Cause) -> Any:
    """What stands at a place, also inside of YAML in a scalar."""
    value = next(one.value for one in loader(tree)(cause.path) if one.index == cause.document)
    for part in cause.pointer:
        if isinstance(value, str):
            value = parse("", value.encode()).documents[0].value
        value = value[part]
    return value


def _alike(one: Any, other: Any) -> bool:
    # Annotations, and whatever a JSON patch or replacement touched, may have become text.
    texts = [str(value).lower() for value in (one, other)]
    return one == other or texts[0] == texts[1] or "none" in texts


def misplaced(seed: int) -> list[tuple[Any, Any, Cause]]:
    """Values of a tree that differ from what their first cause holds."""
    random_tree = RandomTree(seed)
    tree = MemoryTree(random_tree.files)
    found = []
    for resource in run(random_tree.files, random_tree.root).resources:
        for pointer, value in _leaves(resource.value):
            cause = resource.origin.trace(pointer)[0]
            if cause.how not in COPIED:
                continue
            try:
                there = _written(tree, cause)
            except (KeyError, IndexError, TypeError) as error:
                there = error
            if isinstance(there, dict) and there.get("op") in ("copy", "move"):
                continue  # the operation itself is the place: it names where the value is from
            if isinstance(there, Exception) or not _alike(there, value):
                found.append((pointer, value, cause))
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_value_is_what_its_origin_says(seed: int) -> None:
    assert misplaced(seed) == []
