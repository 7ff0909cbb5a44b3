"""Structural schemas mean what the API server makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.apischema.store import SchemaStore

STORE = SchemaStore()


def errors(schema: dict[str, Any], spec: Any, **crd_spec: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    definition = {
        "spec": {
            "group": "example.com",
            "names": {"kind": "Thing", "plural": "things"},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": schema}}},
                }
            ],
            **crd_spec,
        }
    }
    value = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "x"}, "spec": spec}
    found = STORE.with_crds([definition]).validate(value, "1.33")
    return [(error.kind, error.pointer[1:], error.message) for error in found]


STRING = {"type": "string"}
OBJECT = {"type": "object", "properties": {"a": STRING}}


def test_what_is_pruned_is_unknown() -> None:
    assert errors(OBJECT, {"b": 1}) == [("unknown-field", ("b",), "field 'b' is unknown in 'spec'")]
    assert errors({"type": "object"}, {"b": 1}) == [("unknown-field", ("b",), "field 'b' is unknown in 'spec'")]


def test_preserving_stops_where_fields_are_named_again() -> None:
    schema = {
        "type": "object",
        "x-kubernetes-preserve-unknown-fields": True,
        "properties": {"inner": {"type": "object", "properties": {"a": STRING}}},
    }
    assert errors(schema, {"anything": {"at": "all"}}) == []
    assert [error[1] for error in errors(schema, {"inner": {"b": 1}})] == [("inner", "b")]


def test_an_old_definition_that_prunes_nothing() -> None:
    assert errors(OBJECT, {"b": 1}, preserveUnknownFields=True) == []


def test_additional_properties() -> None:
    assert errors({"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1, "b": "x"}) == [
        ("wrong-type", ("b",), "expected an integer, got the string 'x'")
    ]
    assert errors({"type": "object", "additionalProperties": True}, {"a": {"b": 1}}) == []


@pytest.mark.parametrize("value", [1, "50%"])
def test_int_or_string(value: object) -> None:
    schema = {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": True}
    assert errors(schema, value) == []
    assert errors(schema, True) == [
        ("wrong-type", (), "expected an integer or a string, got the boolean true: quote it")
    ]


def test_a_null_counts_as_absent_unless_it_may_be_one() -> None:
    schema = {"type": "object", "required": ["a", "b"], "properties": {"a": STRING, "b": {**STRING, "nullable": True}}}
    assert errors(schema, {"a": None, "b": None}) == [("missing-field", (), "'spec' has no 'a', which is required")]
    assert errors(OBJECT, {"a": None}) == []


def test_a_default_fills_a_required_field() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {**STRING, "default": "x"}}}
    assert errors(schema, {}) == []


def test_an_embedded_object() -> None:
    schema = {
        "type": "object",
        "x-kubernetes-embedded-resource": True,
        "x-kubernetes-preserve-unknown-fields": True,
    }
    inner = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {}}
    assert errors(schema, inner) == []
    assert errors(schema, {"apiVersion": "v1", "metadata": {"nam": "x"}}) == [
        ("unknown-field", ("metadata", "nam"), "field 'nam' is unknown, did you mean 'name'?"),
        ("missing-field", (), "'spec' has no 'kind', which is required"),
    ]


def test_a_set_has_every_item_once() -> None:
    schema = {"type": "array", "items": STRING, "x-kubernetes-list-type": "set"}
    assert errors(schema, ["a", "b"]) == []
    assert errors(schema, ["a", "b", "a"]) == [("duplicate-item", (2,), "'spec' already has the string 'a'")]


def test_a_map_has_every_key_once_and_defaults_are_keys_too() -> None:
    item = {
        "type": "object",
        "required": ["port"],
        "properties": {"port": {"type": "integer"}, "protocol": {**STRING, "default": "TCP"}},
    }
    schema = {
        "type": "array",
        "items": item,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["port", "protocol"],
    }
    assert errors(schema, [{"port": 53, "protocol": "UDP"}, {"port": 53}]) == []
    assert errors(schema, [{"port": 53, "protocol": "TCP"}, {"port": 53}]) == [
        ("duplicate-item", (1,), "'spec' already has an item with port 53, protocol 'TCP'")
    ]


ONE = {"type": "object", "properties": {"a": STRING, "b": STRING}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}


def test_a_union_is_one_error() -> None:
    assert errors(ONE, {"a": "1"}) == []
    assert errors(ONE, {}) == [("invalid-value", (), "'spec' needs one of 'a', 'b'")]
    assert errors(ONE, {"a": "1", "b": "2"}) == [("invalid-value", (), "'spec' may have only one of 'a', 'b'")]
    assert [error[0] for error in errors(ONE, {"a": 1})] == ["wrong-type"]


def test_defaults_decide_which_form_it_is() -> None:
    kind = {**STRING, "enum": ["address", "name"], "default": "address"}
    address = {"properties": {"kind": {"enum": ["address"]}, "value": {"pattern": r"^[0-9.]+$"}}}
    other = {"properties": {"kind": {"not": {"enum": ["address"]}}}}
    schema = {"type": "object", "properties": {"kind": kind, "value": STRING}, "oneOf": [address, other]}
    assert errors(schema, {"value": "10.0.0.1"}) == []
    assert errors(schema, {"kind": None, "value": "10.0.0.1"}) == []
    assert errors(schema, {"kind": "name", "value": "web"}) == []
    assert [error[0] for error in errors(schema, {"kind": "address", "value": "web"})] == ["invalid-value"]


def test_what_may_not_stand_together() -> None:
    schema = {**OBJECT, "properties": {"a": STRING, "b": STRING}, "not": {"required": ["a", "b"]}}
    assert errors(schema, {"a": "1", "b": "2"}) == [("invalid-value", (), "'spec' may not have 'a', 'b' together")]


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({**STRING, "pattern": "^[a-z]+$"}, "A1", "'A1' does not match the pattern ^[a-z]+$"),
        ({**STRING, "enum": ["Retain", "Delete"]}, "delete", "'delete' is not allowed, did you mean 'Delete'?"),
        ({**STRING, "maxLength": 2}, "abc", "'abc' has 3 characters, at most 2 are allowed"),
        ({"type": "integer", "minimum": 1}, 0, "0 is too small, the minimum is 1"),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 1, "1 is too small, it must be greater than 1"),
        ({"type": "integer", "format": "int32"}, 2**31, "2147483648 is too large, the maximum is 2147483647"),
        ({"type": "array", "items": STRING, "minItems": 1}, [], "has 0 items, at least 1 are needed"),
    ],
)
def test_bounds(schema: dict[str, Any], value: object, message: str) -> None:
    assert errors(schema, value) == [("invalid-value", (), message)]


@pytest.mark.parametrize(
    "broken",
    [
        {"pattern": "("},
        {"enum": 1},
        {"minLength": "x"},
        {"multipleOf": 0},
        {"format": 1},
        {"required": [1]},
        {"not": 1},
    ],
)
def test_a_definition_that_makes_no_sense_refuses_nothing(broken: dict[str, Any]) -> None:
    assert errors({**STRING, **broken}, "x") == []
    assert errors({**STRING, **broken}, 1) == [("wrong-type", (), "expected a string, got the integer 1: quote it")]


def test_metadata_belongs_to_everything() -> None:
    definition = {
        "spec": {
            "group": "e.com",
            "names": {"kind": "T"},
            "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object"}}}],
        }
    }
    value = {"apiVersion": "e.com/v1", "kind": "T", "metadata": {"name": "x", "label": {}, "labels": {"a": 1}}}
    found = {error.pointer for error in STORE.with_crds([definition]).validate(value, "1.33")}
    assert found == {("metadata", "label"), ("metadata", "labels", "a")}


def test_shipped_kinds_find_real_mistakes() -> None:
    application = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "x", "namespace": "argocd"},
        "spec": {
            "project": "default",
            "destination": {"namespace": "x", "server": "https://kubernetes.default.svc"},
            "source": {"repoUrl": "https://example.com/x.git", "path": "."},
            "syncPolicy": {"automated": {"prune": "true"}},
        },
    }
    assert [(error.pointer, error.message) for error in STORE.validate(application, "1.33")] == [
        (("spec", "source", "repoUrl"), "field 'repoUrl' is unknown, did you mean 'repoURL'?"),
        (
            ("spec", "syncPolicy", "automated", "prune"),
            "expected a boolean, got the string 'true': remove the quotes",
        ),
    ]


def test_addresses_of_a_shipped_gateway_are_of_the_default_type() -> None:
    gateway = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "x"},
        "spec": {
            "gatewayClassName": "x",
            "addresses": [{"value": "10.0.0.1"}, {"type": "Hostname", "value": "x.example.com"}],
            "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}],
        },
    }
    assert STORE.validate(gateway, "1.33") == []
