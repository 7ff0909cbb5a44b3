"""Declarative rules look first whether what their schema demands is there at all; nobody may be able to tell."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.packs import _demanded, _lacks

NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.just("x"),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(NAMES, below, max_size=3),
    max_leaves=8,
)


def _larger(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {},
        optional={
            "required": st.lists(NAMES, max_size=2, unique=True),
            "properties": st.dictionaries(NAMES, below, max_size=3),
            "type": st.sampled_from(["object", "string"]),
            "not": below,
            "anyOf": st.lists(below, min_size=1, max_size=2),
        },
    )


SCHEMAS = st.recursive(st.booleans() | st.just({}), _larger, max_leaves=6)


@given(SCHEMAS, VALUES)
def test_what_lacks_something_demanded_does_not_fit(schema: Any, value: Any) -> None:
    if any(_lacks(value, path) for path in _demanded(schema)):
        assert not jsonschema_rs.validator_for(schema).is_valid(value)
