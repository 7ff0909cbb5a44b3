"""Effective requests, defaults and quality of service of a pod."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.podsecurity.usage import pod_limits, pod_requests, quality_of_service, with_request_defaults


def spec(text: str) -> Any:
    return yaml.safe_load(text)


def shown(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(amount) for name, amount in values.items()}


def test_containers_add_up() -> None:
    pod = spec("""
        containers:
        - resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 1Gi}}
        - resources: {requests: {cpu: 1}}
    """)
    assert shown(pod_requests(pod)) == {"cpu": "1100m", "memory": "128Mi"}
    assert shown(pod_limits(pod)) == {"memory": "1Gi"}


def test_init_containers_count_alone_and_sidecars_with_everything() -> None:
    pod = spec("""
        initContainers:
        - {resources: {requests: {cpu: 2}}}
        - {restartPolicy: Always, resources: {requests: {cpu: 500m}}}
        - {resources: {requests: {cpu: 1800m}}}
        containers:
        - {resources: {requests: {cpu: 1}}}
    """)
    assert shown(pod_requests(pod)) == {"cpu": "2300m"}  # the last init container beside the sidecar


def test_what_the_pod_asks_for_replaces_the_sum_and_overhead_comes_on_top() -> None:
    pod = spec("""
        resources: {requests: {cpu: 3, nvidia.com/gpu: 1}, limits: {memory: 2Gi}}
        overhead: {cpu: 250m, memory: 10Mi}
        containers: [{resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 4Gi}}}]
    """)
    assert shown(pod_requests(pod)) == {"cpu": "3250m", "memory": "1034Mi"}
    assert shown(pod_requests(pod, overhead=False, pod_level=False)) == {"cpu": "1", "memory": "1Gi"}
    assert shown(pod_limits(pod)) == {"memory": "2058Mi"}  # cpu is not limited, so overhead does not limit it


def test_a_limit_is_the_default_of_its_request() -> None:
    pod = spec("""
        containers: [{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}}}, {name: bare}]
        initContainers: [{resources: {limits: {cpu: 2}}}]
    """)
    defaulted: Any = with_request_defaults(pod)
    assert defaulted["containers"][0]["resources"]["requests"] == {"cpu": "500m", "memory": "1Gi"}
    assert defaulted["containers"][1] == {"name": "bare"}
    assert defaulted["initContainers"][0]["resources"]["requests"] == {"cpu": 2}
    assert pod["containers"][0]["resources"]["requests"] == {"cpu": "500m"}


def test_a_pod_with_limits_requests_what_its_containers_do_or_else_its_limits() -> None:
    pod = spec("""
        resources: {limits: {cpu: 4, memory: 4Gi}}
        containers: [{resources: {requests: {cpu: 1, hugepages-2Mi: 2Mi}, limits: {hugepages-2Mi: 2Mi}}}]
    """)
    resources: Any = with_request_defaults(pod)["resources"]
    assert resources["requests"] == {"cpu": "1", "memory": "4Gi", "hugepages-2Mi": "2Mi"}
    assert resources["limits"] == {"cpu": 4, "memory": "4Gi", "hugepages-2Mi": "2Mi"}


def test_a_pod_that_only_requests_gets_no_defaults() -> None:
    pod = spec("{resources: {requests: {cpu: 4}}, containers: [{resources: {requests: {memory: 1Gi}}}]}")
    assert with_request_defaults(pod)["resources"] == {"requests": {"cpu": 4}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{containers: [{name: a}]}", "BestEffort"),
        ("{containers: [{resources: {requests: {ephemeral-storage: 1Gi}}}]}", "BestEffort"),
        ("{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}]}", "Guaranteed"),
        ("{containers: [{resources: {limits: {cpu: 1}}}]}", "Burstable"),
        ("{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}}}]}", "Burstable"),
        ("{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m}}}]}", "Guaranteed"),
        ("{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}], initContainers: [{name: i}]}", "Burstable"),
        ("{resources: {limits: {cpu: 1, memory: 1Gi}}, containers: [{name: a}]}", "Guaranteed"),
        ("{resources: {}, containers: [{resources: {requests: {cpu: 1}}}]}", "Burstable"),
        ("{resources: {requests: {cpu: 1}}, containers: [{resources: {limits: {cpu: 1, memory: 1}}}]}", "Burstable"),
    ],
)
def test_quality_of_service(text: str, expected: str) -> None:
    assert quality_of_service(with_request_defaults(spec(text))).value == expected


@pytest.mark.parametrize("odd", [None, [], "x", {"containers": {}}, {"containers": [None, 1, {"resources": []}]}])
def test_odd_shapes_ask_for_nothing(odd: Any) -> None:
    assert pod_requests(odd) == {}
    assert pod_limits(odd) == {}
    assert quality_of_service(with_request_defaults(odd)).value == "BestEffort"
