"""LimitRanges: what they write into pods and what they refuse, in the API server's words."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.podsecurity.limits import claim_refusals, contradictions, filled_in, refusals, with_limit_ranges
from gitops_lint.podsecurity.requirements import resource_refusals
from gitops_lint.podsecurity.usage import with_request_defaults


def limit_range(*items: str) -> Any:
    return {"spec": {"limits": [yaml.safe_load(item) for item in items]}}


def pod(resources: str, key: str = "containers") -> Any:
    return {key: [{"name": "a", "resources": yaml.safe_load(resources)}]}


def resources_after(text: str, *items: str) -> Any:
    defaulted: Any = with_limit_ranges(with_request_defaults(pod(text)), [limit_range(*items)])
    return defaulted["containers"][0]["resources"]


def test_fills_in_each_missing_request_and_limit() -> None:
    item = "{type: Container, default: {cpu: 1, memory: 1Gi}, defaultRequest: {cpu: 100m}}"
    assert resources_after("{}", item) == {
        "limits": {"cpu": 1, "memory": "1Gi"},
        "requests": {"cpu": "100m", "memory": "1Gi"},
    }
    assert resources_after("{requests: {cpu: 200m}, limits: {memory: 2Gi}}", item) == {
        "limits": {"cpu": 1, "memory": "2Gi"},
        "requests": {"cpu": "200m", "memory": "2Gi"},
    }


def test_the_largest_is_the_default_limit_and_the_least_the_last_resort_of_the_request() -> None:
    assert resources_after("{}", "{type: Container, max: {cpu: 2}, min: {cpu: 100m, memory: 64Mi}}") == {
        "limits": {"cpu": 2},
        "requests": {"cpu": 2, "memory": "64Mi"},
    }


def test_init_containers_are_filled_in_and_other_types_fill_in_nothing() -> None:
    bounds = limit_range("{type: Container, default: {cpu: 1}}")
    defaulted: Any = with_limit_ranges(pod("{}", "initContainers"), [bounds])
    assert defaulted["initContainers"][0]["resources"]["limits"] == {"cpu": 1}
    assert with_limit_ranges(pod("{}"), [limit_range("{type: Pod, max: {cpu: 1}}")]) == pod("{}")


@pytest.mark.parametrize(
    "item",
    [
        "{type: Container, default: {cpu: 1, memory: 1Gi}, defaultRequest: {cpu: 100m}}",
        "{type: Container, max: {cpu: 2}, min: {cpu: 100m, memory: 64Mi}}",
        "{type: Container, default: {cpu: 0}, defaultRequest: {memory: 1}}",
        "{type: Container, default: {cpu: 1}, defaultRequest: {cpu: 0}}",
        "{type: Container}",
        "{type: Pod, max: {cpu: 1}}",
    ],
)
def test_what_is_filled_in_is_told_beforehand(item: str) -> None:
    after = resources_after("{}", item) or {}
    given = {(part, name) for part, amounts in after.items() for name, amount in amounts.items() if amount != 0}
    assert filled_in(limit_range(item)) == given


def test_a_limit_that_is_filled_in_can_make_the_pod_invalid() -> None:
    bounds = limit_range("{type: Container, default: {memory: 512Mi}}")
    (refusal,) = resource_refusals(with_limit_ranges(pod("{requests: {memory: 1Gi}}"), [bounds]))
    assert refusal.detail == "must be less than or equal to memory limit of 512Mi"
    assert refusal.pointer == ("containers", 0, "resources", "requests", "memory")
    assert refusal.container == "a"


REFUSED = [
    ("{min: {cpu: 100m}}", "{}", "minimum cpu usage per Container is 100m.  No request is specified"),
    ("{min: {cpu: 100m}}", "{requests: {cpu: 10m}}", "minimum cpu usage per Container is 100m, but request is 10m"),
    (
        "{min: {cpu: 100m}}",
        "{requests: {cpu: 100m}, limits: {cpu: 0.01}}",
        "minimum cpu usage per Container is 100m, but limit is 10m",
    ),
    ("{max: {memory: 1Gi}}", "{}", "maximum memory usage per Container is 1Gi.  No limit is specified"),
    ("{max: {memory: 1Gi}}", "{limits: {memory: 2Gi}}", "maximum memory usage per Container is 1Gi, but limit is 2Gi"),
    (
        "{max: {memory: 1Gi}}",
        "{limits: {memory: 1Gi}, requests: {memory: 1025Mi}}",
        "maximum memory usage per Container is 1Gi, but request is 1025Mi",
    ),
    (
        "{maxLimitRequestRatio: {cpu: 2}}",
        "{limits: {cpu: 1}}",
        "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
    ),
    (
        "{maxLimitRequestRatio: {cpu: 2}}",
        "{requests: {cpu: 1}}",
        "cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0",
    ),
    (
        "{maxLimitRequestRatio: {cpu: 2}}",
        "{limits: {cpu: 2}, requests: {cpu: 500m}}",
        "cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000",
    ),
]


@pytest.mark.parametrize(("item", "resources", "message"), REFUSED)
@pytest.mark.parametrize("key", ["containers", "initContainers"])
def test_refuses(item: str, resources: str, message: str, key: str) -> None:
    bounds = limit_range("{type: Container, " + item[1:])
    (refusal,) = refusals(pod(resources, key), bounds)
    assert refusal.detail == message
    assert (refusal.pointer, refusal.container) == ((key, 0, "resources"), "a")


def test_bounds_of_a_pod_count_all_containers_without_overhead() -> None:
    bounds = limit_range("{type: Pod, max: {cpu: 2}}")
    two: Any = {"containers": [{"resources": {"limits": {"cpu": "1500m"}}}] * 2, "overhead": {"cpu": 4}}
    assert [each.detail for each in refusals(two, bounds)] == ["maximum cpu usage per Pod is 2, but limit is 3"]
    one = {**two, "containers": two["containers"][:1]}
    assert refusals(one, bounds) == ()


def test_bounds_of_claims() -> None:
    bounds = limit_range("{type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 10Gi}}")
    for size, message in (
        ("500Mi", "minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi"),
        ("20Gi", "maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi"),
    ):
        claim = {"resources": {"requests": {"storage": size}}}
        assert [each.detail for each in claim_refusals(claim, bounds)] == [message]
    assert claim_refusals({"resources": {"requests": {"storage": "10Gi"}}}, bounds) == ()
    assert [each.detail for each in claim_refusals({}, bounds)] == [
        "minimum storage usage per PersistentVolumeClaim is 1Gi.  No request is specified",
        "maximum storage usage per PersistentVolumeClaim is 10Gi.  No request is specified",
    ]


CONTRADICTIONS = [
    ("{type: Container, min: {cpu: 2}, max: {cpu: 1}, default: {cpu: 2}, defaultRequest: {cpu: 2}}", "max", [
        "min value 2 is greater than max value 1",
        "default request value 2 is greater than max value 1",
        "default value 2 is greater than max value 1",
    ]),
    ("{type: Container, min: {cpu: 1}, default: {cpu: 500m}, defaultRequest: {cpu: 600m}}", "default", [
        "min value 1 is greater than default request value 600m",
        "default request value 600m is greater than default limit value 500m",
        "min value 1 is greater than default value 500m",
    ]),
    ("{type: Container, max: {cpu: 2}, min: {cpu: 1}, maxLimitRequestRatio: {cpu: 3}}", "ratio", [
        "ratio 3 is greater than max/min = 2.000000",
    ]),
    ("{type: Container, max: {cpu: 2}, maxLimitRequestRatio: {cpu: 500m}}", "ratio", ["ratio 500m is less than 1"]),
    ("{type: Pod, default: {cpu: 1}}", "pod", ["may not be specified when `type` is 'Pod'"]),
    ("{type: PersistentVolumeClaim, default: {storage: 1}}", "claim", [
        "either minimum or maximum storage value is required, but neither was provided",
    ]),
    ("{type: Container, default: {nvidia.com/gpu: 2}, defaultRequest: {nvidia.com/gpu: 1}}", "gpu", [
        "default value 2 must equal to defaultRequest value 1 in nvidia.com/gpu",
    ]),
    ("{type: Container, max: {cpu: 2}, min: {cpu: 1}, maxLimitRequestRatio: {cpu: 2}}", "fine", []),
]  # fmt: skip


@pytest.mark.parametrize(("item", "name", "messages"), CONTRADICTIONS, ids=lambda value: str(value)[:20])
def test_contradictions(item: str, name: str, messages: list[str]) -> None:
    assert [each.detail for each in contradictions(limit_range(item))] == messages, name


def test_a_type_comes_once() -> None:
    bounds = limit_range("{type: Pod, max: {cpu: 1}}", "{type: Pod, min: {cpu: 1}}")
    (found,) = contradictions(bounds)
    assert (found.pointer, found.detail) == (("spec", "limits", 1, "type"), 'Duplicate value: "Pod"')


@pytest.mark.parametrize(
    ("item", "resources"),
    [
        ("{type: Container, min: {cpu: 1}, max: {cpu: 1}}", "{limits: {cpu: 1000m}, requests: {cpu: 1}}"),
        ("{type: Container, maxLimitRequestRatio: {cpu: 2}}", "{limits: {cpu: 1}, requests: {cpu: 500m}}"),
    ],
)
def test_the_bounds_themselves_are_within_bounds(item: str, resources: str) -> None:
    assert refusals(pod(resources), limit_range(item)) == ()


@pytest.mark.parametrize("odd", [None, [], {"spec": []}, {"spec": {"limits": [None, 3, {"type": 4}]}}])
def test_odd_shapes_say_nothing(odd: Any) -> None:
    assert refusals(pod("{}"), odd) == ()
    assert contradictions({"spec": odd}) == ()
    assert with_limit_ranges(odd, [odd]) is not None


def test_amounts_beyond_all_measure_do_not_break_the_ratio() -> None:
    bounds = limit_range("{type: Container, maxLimitRequestRatio: {cpu: 2}}")
    assert len(refusals(pod("{limits: {cpu: '1e999'}, requests: {cpu: 1n}}"), bounds)) == 1
