"""Any field of a valid object that is renamed, retyped or moved by one level is found at that place."""

from __future__ import annotations

import copy
import importlib.util
import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from apischema.instances import Maker, at
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gitops_lint.apischema.explain import types_of
from gitops_lint.apischema.kubernetes import NOT_ENFORCED, GroupVersionKind, kinds_of
from gitops_lint.apischema.store import SchemaStore
from gitops_lint.apischema.wording import json_type

STORE = SchemaStore()
VERSION = "1.33"
KINDS = sorted(
    gvk
    for gvk in STORE.kinds(VERSION)
    if not gvk.kind.endswith("List") and not STORE.schema(gvk, VERSION)._list_maps  # type: ignore[union-attr]
)
BUILT_IN = [
    gvk for gvk in KINDS if (known := STORE.lookup(*gvk, VERSION)) and getattr(known, "source", "") == "kubernetes"
]
OPTIONAL = {field for fields in NOT_ENFORCED.values() for field in fields}  # required there, accepted by the server
PACKAGE = importlib.util.find_spec("kubernetes_validate")

cases = st.tuples(st.sampled_from(BUILT_IN), st.integers(min_value=0))
FEW = settings(max_examples=250, deadline=None)


def make(gvk: GroupVersionKind, seed: int) -> tuple[Maker, dict[str, Any], Random]:
    random = Random(seed)
    compiled = STORE.schema(gvk, VERSION)
    assert compiled is not None
    maker = Maker(compiled, random)
    return maker, maker.value(maker.root), random


@cache
def upstream() -> dict[str, Any]:
    assert PACKAGE is not None
    assert PACKAGE.origin is not None
    folder = Path(PACKAGE.origin).parent / "kubernetes-json-schema" / f"v{VERSION}.0-local-strict"
    definitions: dict[str, Any] = json.loads((folder / "_definitions.json").read_text("utf-8"))["$defs"]
    return definitions


@cache
def oracle(gvk: GroupVersionKind) -> Any:
    from jsonschema_rs import Draft202012Validator

    name = next(name for name, schema in upstream().items() if kinds_of(schema) == gvk)
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": upstream()})


def agreed(gvk: GroupVersionKind, value: Any) -> None:
    """kubernetes-validate, strict, refuses it as well."""
    if PACKAGE is not None:
        assert not oracle(gvk).is_valid(value)


def test_all_kinds_take_part() -> None:
    assert len(BUILT_IN) > 60


@FEW
@given(cases)
def test_a_made_object_is_valid(case: tuple[GroupVersionKind, int]) -> None:
    _, value, _ = make(*case)
    assert STORE.validate(value, VERSION) == []
    if PACKAGE is not None:
        refused = [error.message for error in oracle(case[0]).iter_errors(value)]
        assert [message for message in refused if message.split('"')[1] not in OPTIONAL] == []


@FEW
@given(cases)
def test_a_renamed_field_is_found_at_its_place(case: tuple[GroupVersionKind, int]) -> None:
    maker, value, random = make(*case)
    closed = [
        (pointer, key)
        for pointer, node, schema in maker.places(value)
        if isinstance(node, dict) and schema.get("additionalProperties") is False
        for key in node
        if pointer or key not in ("apiVersion", "kind")
    ]
    assume(closed)
    pointer, key = random.choice(closed)
    node = at(value, pointer)
    wrong = key + "s" if key + "s" not in node else key + "Zz"
    siblings = next(schema for place, _, schema in maker.places(value) if place == pointer)["properties"]
    assume(wrong not in siblings)
    node[wrong] = node.pop(key)
    errors = STORE.validate(value, VERSION)
    assert ("unknown-field", (*pointer, wrong)) in [(error.kind, error.pointer) for error in errors]
    assert all(error.pointer in ((*pointer, wrong), pointer) for error in errors)
    agreed(case[0], value)


@FEW
@given(cases)
def test_a_retyped_value_is_found_at_its_place(case: tuple[GroupVersionKind, int]) -> None:
    maker, value, random = make(*case)
    typed = [
        (pointer, schema)
        for pointer, _, schema in maker.places(value)
        if pointer and types_of(schema) and pointer not in (("apiVersion",), ("kind",))
    ]
    pointer, schema = random.choice(typed)
    wrong = [
        other
        for other in (True, 7, 1.25, "text", ["x"], {"x": 1})
        if json_type(other) not in types_of(schema) and not (isinstance(other, int) and "number" in types_of(schema))
    ]
    assume(wrong)
    at(value, pointer[:-1])[pointer[-1]] = random.choice(wrong)
    assert [(error.kind, error.pointer) for error in STORE.validate(value, VERSION)] == [("wrong-type", pointer)]
    agreed(case[0], value)


@FEW
@given(cases)
def test_a_moved_field_is_found_where_it_went(case: tuple[GroupVersionKind, int]) -> None:
    maker, value, random = make(*case)
    nodes = {pointer: (node, schema) for pointer, node, schema in maker.places(value) if isinstance(node, dict)}
    moves = [
        (pointer, key, target)
        for pointer, (node, _) in nodes.items()
        for target, (_, schema) in nodes.items()
        if abs(len(target) - len(pointer)) == 1
        and (target[: len(pointer)] == pointer or pointer[: len(target)] == target)
        for key in node
        if (pointer or key not in ("apiVersion", "kind"))
        and schema.get("additionalProperties") is False
        and key not in schema["properties"]
        and (*pointer, key) != target
    ]
    assume(moves)
    pointer, key, target = random.choice(moves)
    moved = copy.deepcopy(at(value, pointer).pop(key))
    at(value, target)[key] = moved
    errors = [(error.kind, error.pointer) for error in STORE.validate(value, VERSION)]
    assert ("unknown-field", (*target, key)) in errors
    assert all(place in ((*target, key), pointer) for _, place in errors)
    agreed(case[0], value)
