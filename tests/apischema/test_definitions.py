"""CustomResourceDefinitions that the API server refuses, and workloads that have nothing to run."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.apischema.apivalidation import validate
from gitops_lint.apischema.store import SchemaStore

AT = ("spec", "versions", 0, "schema", "openAPIV3Schema")
STRING = {"type": "string"}
Place = tuple[str | int, ...]


def crd(
    schema: dict[str, Any] | None = None, *, name: str = "pools.example.io", group: str = "example.io", **spec: Any
) -> dict[str, Any]:
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": schema or {"type": "object"}},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": name},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": "Pool", "plural": "pools"},
            "versions": [version],
            **spec,
        },
    }


def fields(**children: Any) -> dict[str, Any]:
    return crd({"type": "object", "properties": children})


def found(value: dict[str, Any]) -> list[tuple[Place, str]]:
    return [(error.pointer, error.message) for error in validate(value, "1.33")]


@pytest.mark.parametrize(
    "value",
    [
        crd(),
        fields(a={"type": "string"}, b={"x-kubernetes-int-or-string": True}),
        fields(a={"x-kubernetes-preserve-unknown-fields": True}),
        fields(a={"type": "object", "additionalProperties": True, "properties": {"b": {"type": "string"}}}),
        fields(a={"type": "array", "items": {"type": "string"}}),
    ],
)
def test_sound_ones(value: dict[str, Any]) -> None:
    assert found(value) == []
    assert SchemaStore().validate(value, "1.33") == []


APPROVAL = "protected groups must have approval annotation 'api-approved.kubernetes.io'"


@pytest.mark.parametrize(
    ("value", "place", "message"),
    [
        (
            crd(name="pool.example.io"),
            ("metadata", "name"),
            "Invalid value 'pool.example.io': must be spec.names.plural+\".\"+spec.group",
        ),
        (
            crd(name="pools.example", group="example"),
            ("spec", "group"),
            "Invalid value 'example': should be a domain with at least one dot",
        ),
        (crd(name="pools.x.k8s.io", group="x.k8s.io"), ("metadata",), f"Required value: {APPROVAL}"),
        (
            crd(names={"kind": "Pool", "listKind": "Pool", "plural": "pools"}),
            ("spec", "names", "listKind"),
            "Invalid value 'Pool': kind and listKind may not be the same",
        ),
        (
            crd(preserveUnknownFields=True),
            ("spec", "preserveUnknownFields"),
            (
                "Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
                "spec.versions[*].schema instead"
            ),
        ),
        (
            crd({"type": "array", "items": {"type": "string"}}),
            (*AT, "type"),
            "Invalid value 'array': must be object at the root",
        ),
        (crd({"properties": {}}), AT, "Required value: must not be empty at the root"),
        (
            fields(a={"description": "x"}),
            (*AT, "properties", "a"),
            "Required value: must not be empty for specified object fields",
        ),
        (
            fields(a={"type": "array", "items": {"description": "x"}}),
            (*AT, "properties", "a", "items"),
            "Required value: must not be empty for specified array items",
        ),
        (fields(a={"type": "array"}), (*AT, "properties", "a"), "Required value: must be specified"),
        (
            fields(a={"type": "object", "additionalProperties": STRING, "properties": {"b": STRING}}),
            (*AT, "properties", "a", "additionalProperties"),
            "Forbidden: additionalProperties and properties are mutual exclusive",
        ),
        (
            fields(a={"type": "array", "items": {"type": "string"}, "uniqueItems": True}),
            (*AT, "properties", "a", "uniqueItems"),
            "Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
        ),
        (
            fields(a={"type": "object", "patternProperties": {"a": {"type": "string"}}}),
            (*AT, "properties", "a", "patternProperties"),
            "Forbidden: patternProperties is not supported",
        ),
        (
            fields(a={"type": "array", "items": {"type": "object"}, "x-kubernetes-list-type": "map"}),
            (*AT, "properties", "a"),
            "Required value: must not be empty if x-kubernetes-list-type is map",
        ),
    ],
)  # fmt: skip
def test_refused_ones(value: dict[str, Any], place: Place, message: str) -> None:
    assert found(value) == [(place, message)]


def test_versions() -> None:
    value = crd()
    twice = {**value["spec"]["versions"][0], "schema": {}}
    value["spec"]["versions"] = [value["spec"]["versions"][0], twice]
    assert found(value) == [
        (("spec", "versions"), "Invalid value: must have exactly one version marked as storage version"),
        (("spec", "versions", 1, "name"), "Invalid value: must contain unique version names"),
        (("spec", "versions", 1, "schema"), "Required value: schemas are required"),
    ]


def test_a_schema_without_bottom_ends() -> None:
    node: dict[str, Any] = {"type": "object"}
    for _ in range(500):
        node = {"type": "object", "properties": {"a": node}}
    assert found(crd(node)) == []


@pytest.mark.parametrize(
    ("value", "place", "path"),
    [
        ({"apiVersion": "v1", "kind": "Pod"}, (), "spec"),
        ({"apiVersion": "batch/v1", "kind": "Job"}, (), "spec.template.spec"),
        ({"apiVersion": "batch/v1", "kind": "CronJob"}, (), "spec.jobTemplate.spec.template.spec"),
        ({"apiVersion": "v1", "kind": "PodTemplate", "template": {"metadata": {}}}, ("template",), "template.spec"),
        (
            {"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": {"spec": None}}},
            ("spec", "template"),
            "spec.template.spec",
        ),
    ],
)
def test_a_workload_runs_something(value: dict[str, Any], place: Place, path: str) -> None:
    assert (place, f"Required value: {path}.containers") in found({**value, "metadata": {"name": "x"}})


@pytest.mark.parametrize(
    "value",
    [
        {"apiVersion": "batch/v1", "kind": "Job", "spec": {}},  # the schema asks for the template
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"workloadRef": {"name": "web"}}},
        {"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": "${TEMPLATE}"}},
    ],
)
def test_what_others_say_or_fill_in_is_left_to_them(value: dict[str, Any]) -> None:
    assert not any("containers" in message for _, message in found({**value, "metadata": {"name": "x"}}))


def test_finalizers_are_qualified_names() -> None:
    value = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "x", "finalizers": ["a.io/b", "a b", "${X}"]},
    }
    ((place, message),) = found(value)
    assert place == ("metadata", "finalizers", 1)
    assert message.startswith("Invalid value 'a b': name part must consist of")


def test_times_are_those_of_rfc_3339() -> None:
    value = {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "x"}, "involvedObject": {}}
    store = SchemaStore()
    assert store.validate({**value, "lastTimestamp": "2026-01-31T12:00:00Z"}, "1.33") == []
    assert store.validate({**value, "lastTimestamp": "2026-01-31T12:00:00.5+02:00"}, "1.33") == []
    (error,) = store.validate({**value, "lastTimestamp": "yesterday"}, "1.33")
    assert error.message == "'yesterday' is not a time, such as 2026-01-31T12:00:00Z"


@pytest.mark.parametrize(
    ("form", "right", "wrong", "words"),
    [
        ("cidr", "10.0.0.0/16", "10.0.0.0", "a CIDR, such as 10.0.0.0/16"),
        ("cidr", "2001:db8::/32", "text", "a CIDR, such as 10.0.0.0/16"),
        ("ipv4", "10.0.0.1", "web.example", "an IPv4 address, such as 10.0.0.1"),
        ("ipv6", "::1", "10.0.0.1", "an IPv6 address, such as 2001:db8::1"),
        ("date-time", "2026-01-31T12:00:00z", "tomorrow", "a time, such as 2026-01-31T12:00:00Z"),
    ],
)
def test_formats_of_definitions(form: str, right: str, wrong: str, words: str) -> None:
    store = SchemaStore().with_crds([fields(spec={"type": "string", "format": form})])
    pool = {"apiVersion": "example.io/v1", "kind": "Pool", "metadata": {"name": "x"}}
    assert store.validate({**pool, "spec": right}, "1.33") == []
    assert [error.message for error in store.validate({**pool, "spec": wrong}, "1.33")] == [f"'{wrong}' is not {words}"]
    assert store.validate({**pool, "spec": "${VALUE}"}, "1.33") == []
