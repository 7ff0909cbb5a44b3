"""Resources that the API server refuses, in its words."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.podsecurity.requirements import resource_refusals
from gitops_lint.podsecurity.usage import with_request_defaults


def refused(resources: str) -> list[tuple[tuple[str | int, ...], str]]:
    pod = {"containers": [{"name": "a", "resources": yaml.safe_load(resources)}]}
    return [(each.pointer[3:], each.detail) for each in resource_refusals(with_request_defaults(pod))]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (
            "{requests: {cpu: 2}, limits: {cpu: 1}}",
            [(("requests", "cpu"), "must be less than or equal to cpu limit of 1")],
        ),
        ("{requests: {cpu: -1}}", [(("requests", "cpu"), "must be greater than or equal to 0")]),
        ("{requests: {memry: 1}}", [(("requests", "memry"), "must be a standard resource for containers")]),
        ("{requests: {nvidia.com/gpu: 1}}", [(("limits",), "Limit must be set for non overcommitable resources")]),
        (
            "{requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}",
            [(("requests", "nvidia.com/gpu"), "must be equal to nvidia.com/gpu limit of 2")],
        ),
        (
            "{requests: {nvidia.com/gpu: 500m}, limits: {nvidia.com/gpu: 500m}}",
            [((part, "nvidia.com/gpu"), "must be an integer") for part in ("limits", "requests")],
        ),
        ("{limits: {hugepages-2Mi: 4Mi}}", [((), "HugePages require cpu or memory")]),
        (
            "{limits: {hugepages-2Mi: 3Mi, cpu: 1}}",
            [
                ((part, "hugepages-2Mi"), "3Mi is not positive integer multiple of hugepages-2Mi")
                for part in ("limits", "requests")
            ],
        ),
        ("{claims: [{name: x}]}", [
            (("claims", 0, "name"), "must be one of the names in pod.spec.resourceClaims which is empty"),
        ]),
    ],
)  # fmt: skip
def test_refuses(resources: str, expected: list[Any]) -> None:
    assert refused(resources) == expected


@pytest.mark.parametrize(
    "resources",
    [
        "{}",
        "{limits: {nvidia.com/gpu: 1}}",
        "{limits: {cpu: 1}, requests: {cpu: 1000m}}",
        "{limits: {hugepages-2Mi: 4Mi, memory: 1Gi}}",
        "{requests: {memory: 1Gi}}",
        "{requests: {cpu: not-a-quantity}}",
    ],
)
def test_accepts(resources: str) -> None:
    assert refused(resources) == []


def test_claims_name_the_choice() -> None:
    pod = yaml.safe_load("""
        resourceClaims: [{name: b}, {name: a}]
        containers: [{name: c, resources: {claims: [{name: x}, {name: a}]}}]
    """)
    (found,) = resource_refusals(pod)
    assert found.detail == "must be one of the names in pod.spec.resourceClaims: a, b"


def test_resources_of_the_pod_and_of_its_containers_have_to_agree() -> None:
    pod = yaml.safe_load("""
        resources: {requests: {cpu: 1, nvidia.com/gpu: 1}, limits: {cpu: 1500m, memory: 1Gi}}
        containers:
        - {name: a, resources: {requests: {cpu: 1}, limits: {memory: 2Gi}}}
        - {name: b, resources: {requests: {cpu: 500m}, limits: {cpu: 1500m}}}
        - {name: c, resources: {limits: {cpu: 1500m}, requests: {cpu: 0}}}
    """)
    assert [(each.pointer, each.detail) for each in resource_refusals(pod)] == [
        (
            ("resources", "requests", "nvidia.com/gpu"),
            'Unsupported value: "nvidia.com/gpu": supported values: "cpu", "hugepages-", "memory"',
        ),
        (("resources", "limits"), "Limit must be set for non overcommitable resources"),
        (
            ("resources", "requests", "cpu"),
            "must be greater than or equal to aggregate container requests of 1500m",
        ),
        (("containers", 0, "resources", "limits", "memory"), "must be less than or equal to pod limits of 1Gi"),
    ]


@pytest.mark.parametrize(
    "odd", [None, [], {"containers": 1}, {"resources": {"requests": []}, "containers": [None, [1]]}]
)
def test_odd_shapes_say_nothing(odd: Any) -> None:
    assert resource_refusals(odd) == ()
