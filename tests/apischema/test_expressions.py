"""The rules that definitions bring along."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.apischema.store import SchemaStore

pytest.importorskip("cel_expr_python")

Found = list[tuple[str, str]]


def asked(spec_schema: dict[str, Any], spec: dict[str, Any]) -> Found:
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.io",
            "scope": "Namespaced",
            "names": {"kind": "Pool", "plural": "pools"},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec_schema}}},
                }
            ],
        },
    }
    value = {"apiVersion": "example.io/v1", "kind": "Pool", "metadata": {"name": "a"}, "spec": spec}
    errors = SchemaStore().with_crds([crd]).validate(value, "1.33")
    return [("/".join(map(str, error.pointer)), error.message) for error in errors]


def pool(**rule: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "x-kubernetes-validations": [rule],
        "properties": {
            "min": {"type": "integer"},
            "max": {"type": "integer", "default": 3},
            "name": {"type": "string"},
        },
    }


def test_a_broken_rule_is_told_in_its_own_words() -> None:
    schema = pool(rule="self.min <= self.max", message="min must not exceed max")
    assert asked(schema, {"min": 2, "max": 1}) == [("spec", "Invalid value: min must not exceed max")]
    assert asked(schema, {"min": 1, "max": 2}) == []


def test_without_words_the_rule_itself_is_told() -> None:
    assert asked(pool(rule="self.min > 0"), {"min": 0}) == [("spec", "Invalid value: failed rule: self.min > 0")]


def test_the_field_that_the_rule_blames() -> None:
    schema = pool(rule="self.min > 0", message="positive", fieldPath=".min")
    assert asked(schema, {"min": 0}) == [("spec/min", "Invalid value: positive")]


def test_defaults_are_there() -> None:
    assert asked(pool(rule="has(self.max)"), {"min": 1}) == []
    assert asked(pool(rule="self.min <= self.max", message="m"), {"min": 4}) == [("spec", "Invalid value: m")]


def test_nulls_are_not_there() -> None:
    assert asked(pool(rule="!has(self.name)"), {"name": None}) == []


@pytest.mark.parametrize(
    ("rule", "spec"),
    [
        ("self.min >= oldSelf.min", {"min": 0}),
        ("url(self.name).getHost() == 'a'", {"name": "0"}),
        ("self.min > 0", {}),
        ("self.name.startsWith('arn:')", {"name": "${ARN}"}),
        ("self.min >", {"min": 0}),
    ],
)
def test_what_cannot_be_evaluated_is_silent(rule: str, spec: dict[str, Any]) -> None:
    assert asked(pool(rule=rule), spec) == []


def test_escaped_names_are_those_of_the_object() -> None:
    schema = {
        "type": "object",
        "x-kubernetes-validations": [
            {"rule": "self.__namespace__ != 'x'", "message": "reserved"},
            {"rule": "self.a__dash__b__dot__c != 'x'", "message": "signs"},
            {"rule": "self.__namespace__ == self.__namespace__ + '.__if__'", "message": "a text"},
        ],
        "properties": {"namespace": {"type": "string"}, "a-b.c": {"type": "string"}},
    }
    found = asked(schema, {"namespace": "x", "a-b.c": "x"})
    assert [message for _, message in found] == [f"Invalid value: {word}" for word in ("reserved", "signs", "a text")]


def test_quantities_are_compared_as_kubernetes_does() -> None:
    schema = pool(rule="quantity(self.name).isGreaterThan(quantity('1Gi'))", message="too small")
    assert asked(schema, {"name": "1025Mi"}) == []
    assert asked(schema, {"name": "1.0Gi"}) == [("spec", "Invalid value: too small")]


def test_only_objects_that_fit_the_schema_are_asked() -> None:
    errors = asked(pool(rule="self.min > 0"), {"min": 0, "size": 1})
    assert errors == [("spec/size", "field 'size' is unknown in 'spec'")]


def test_items_and_maps_are_asked_one_by_one() -> None:
    item = {"type": "integer", "x-kubernetes-validations": [{"rule": "self % 2 == 0", "message": "odd"}]}
    schema = {
        "type": "object",
        "properties": {
            "list": {"type": "array", "items": item},
            "map": {"type": "object", "additionalProperties": item},
        },
    }
    assert asked(schema, {"list": [2, 3], "map": {"a": 4, "b": 5}}) == [
        ("spec/list/1", "Invalid value: odd"),
        ("spec/map/b", "Invalid value: odd"),
    ]


def test_a_shipped_definition() -> None:
    pool_ = {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": "a"},
        "spec": {
            "template": {
                "spec": {
                    "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "a"},
                    "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": []}],
                }
            }
        },
    }
    (error,) = SchemaStore().validate(pool_, "1.33")
    assert (error.family, "must have a value defined" in error.message) == ("crd-cel-rule", True)


def test_defaults_of_a_shipped_definition_are_there() -> None:
    gateway = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "a"},
        "spec": {
            "gatewayClassName": "a",
            "addresses": [{"value": "10.0.0.1"}, {"value": "10.0.0.1"}],
            "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}],
        },
    }
    (error,) = SchemaStore().validate(gateway, "1.33")
    assert (error.pointer, error.message) == (
        ("spec", "addresses"),
        "Invalid value: IPAddress values must be unique",
    )


def test_what_is_alike_is_asked_once_and_what_is_not_anew() -> None:
    part = {"type": "object", "x-kubernetes-validations": [{"rule": "self.a == '1'", "message": "one"}]}
    part["properties"] = {"a": {"type": "string"}, "b": {"type": "string"}}
    other = {**part, "x-kubernetes-validations": [{"rule": "self.a == '2'", "message": "two"}]}
    schema = {"type": "object", "properties": {"list": {"type": "array", "items": part}, "other": other}}
    good, bad = {"a": "1"}, {"a": "2"}
    assert asked(schema, {"list": [good, good, bad, {"a": "1", "b": "2"}, bad], "other": good}) == [
        ("spec/list/2", "Invalid value: one"),
        ("spec/list/4", "Invalid value: one"),
        ("spec/other", "Invalid value: two"),
    ]
