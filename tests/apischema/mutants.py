"""Objects with one thing made wrong, or merely different: what two validators can be compared on."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from gitops_lint.finding import Pointer

Object = dict[str, Any]

VALUES: tuple[Any, ...] = (
    True,
    7,
    -1,
    0,
    1.25,
    "text",
    "",
    "UPPER_case",
    "500m",
    "8080",
    None,
    [],
    ["x"],
    {},
    {"x": 1},
)


def places(value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    """Every place inside an object but its identity."""
    if at and at not in (("apiVersion",), ("kind",)):
        yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*at, key))


def mutant(value: Object, random: Random) -> tuple[str, Pointer, Object]:
    """What was done, where, and the object that came out."""
    made = copy.deepcopy(value)
    place = random.choice(list(places(made)))
    parent = made
    for part in place[:-1]:
        parent = parent[part]
    key, how = place[-1], random.choice(["drop", "rename", "replace", "replace", "replace", "wrap", "lift", "double"])
    match how:
        case "replace":
            parent[key] = random.choice(VALUES)
        case "rename" if isinstance(key, str):
            parent[random.choice([key + "s", key.lower(), key[:-1] or "x"])] = parent.pop(key)
        case "wrap":
            parent[key] = random.choice([[parent[key]], {"inner": parent[key]}])
        case "lift" if len(place) > 1:
            grand = made
            for part in place[:-2]:
                grand = grand[part]
            grand[place[-2]] = parent[key]
        case "double" if isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        case _:
            how = "drop"
            del parent[key]
    return how, place, made
