"""No value, however broken, makes validation raise."""

from __future__ import annotations

from random import Random
from typing import Any

from apischema.instances import Maker
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.apischema.store import SchemaStore

STORE = SchemaStore()
KINDS = sorted(STORE.kinds("1.33"))
CRD = next(gvk for gvk in KINDS if gvk.kind == "CustomResourceDefinition")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=3),
    max_leaves=8,
)


def broken(node: Any, data: st.DataObject) -> Any:
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(anything)
    if isinstance(node, dict):
        return {key: child if key in ("apiVersion", "kind") else broken(child, data) for key, child in node.items()}
    return [broken(child, data) for child in node] if isinstance(node, list) else node


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 1000), st.data())
def test_objects(gvk: Any, seed: int, data: st.DataObject) -> None:
    compiled = STORE.schema(gvk, "1.33")
    if compiled is None:
        return
    maker = Maker(compiled, Random(seed))
    value = broken(maker.value(maker.root), data)
    if isinstance(value, dict):
        STORE.validate({**value, "apiVersion": gvk.api_version, "kind": gvk.kind}, "1.33")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 1000), st.data())
def test_definitions(seed: int, data: st.DataObject) -> None:
    compiled = STORE.schema(CRD, "1.33")
    assert compiled is not None
    maker = Maker(compiled, Random(seed))
    definition = broken(maker.value(maker.root), data)
    if isinstance(definition, dict):
        store = STORE.with_crds([definition])
        for gvk in store.kinds("1.33") - set(KINDS):
            store.validate({"apiVersion": gvk.api_version, "kind": gvk.kind, "spec": {"a": 1}}, "1.33")
