"""ResourceQuotas: what counts, what is covered, what is missing, what is too much."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.podsecurity.amounts import times
from gitops_lint.podsecurity.quota import (
    claim_usage,
    contradictions,
    covers,
    exceeded,
    missing_for,
    missing_message,
    object_usage,
    pod_usage,
    service_usage,
)
from gitops_lint.podsecurity.surge import most_pods


def quota(text: str) -> Any:
    return {"spec": yaml.safe_load(text)}


def shown(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(amount) for name, amount in values.items()}


def test_a_pod_counts_for_itself_and_for_all_it_asks_for() -> None:
    spec = yaml.safe_load("""
        containers:
        - resources:
            requests: {cpu: 1, memory: 1Gi, nvidia.com/gpu: 1, hugepages-2Mi: 2Mi, ephemeral-storage: 1Gi}
            limits: {cpu: 2, nvidia.com/gpu: 1, hugepages-2Mi: 2Mi}
    """)
    assert shown(pod_usage(spec)) == {
        "count/pods": "1", "pods": "1", "cpu": "1", "requests.cpu": "1", "memory": "1Gi", "requests.memory": "1Gi",
        "requests.nvidia.com/gpu": "1", "hugepages-2Mi": "2Mi", "requests.hugepages-2Mi": "2Mi",
        "ephemeral-storage": "1Gi", "requests.ephemeral-storage": "1Gi", "limits.cpu": "2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "node_ports", "balancers"),
    [
        ("{ports: [{port: 80}]}", "0", "0"),
        ("{type: NodePort, ports: [{port: 80}, {port: 81}]}", "2", "0"),
        ("{type: LoadBalancer, ports: [{port: 80}]}", "1", "1"),
        (
            "{type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}, {port: 2, nodePort: 3000}]}",
            "1",
            "1",
        ),
    ],
)
def test_a_service_counts_its_node_ports_and_load_balancer(spec: str, node_ports: str, balancers: str) -> None:
    usage = shown(service_usage(yaml.safe_load(spec)))
    assert usage == {
        "count/services": "1",
        "services": "1",
        "services.nodeports": node_ports,
        "services.loadbalancers": balancers,
    }


def test_a_claim_counts_for_its_storage_class_too() -> None:
    spec = yaml.safe_load("{storageClassName: gp3, resources: {requests: {storage: 5Gi}}}")
    assert shown(claim_usage(spec)) == {
        "count/persistentvolumeclaims": "1",
        "persistentvolumeclaims": "1",
        "requests.storage": "5Gi",
        "gp3.storageclass.storage.k8s.io/persistentvolumeclaims": "1",
        "gp3.storageclass.storage.k8s.io/requests.storage": "5Gi",
    }
    beta = claim_usage(spec, {"volume.beta.kubernetes.io/storage-class": "old"})
    assert "old.storageclass.storage.k8s.io/requests.storage" in beta


def test_other_objects_count_by_kind() -> None:
    assert shown(object_usage("deployments", "apps")) == {"count/deployments.apps": "1"}
    assert shown(object_usage("secrets")) == {"count/secrets": "1", "secrets": "1"}


@pytest.mark.parametrize(
    ("text", "spec", "expected"),
    [
        ("{hard: {pods: 1}}", "{}", True),
        ("{hard: {services: 1}}", "{}", False),
        ("{hard: {requests.nvidia.com/gpu: 1}}", "{}", True),
        ("{hard: {requests.storage: 1}}", "{}", False),
        ("{hard: {pods: 1}, scopes: [Terminating]}", "{activeDeadlineSeconds: 0}", True),
        ("{hard: {pods: 1}, scopes: [Terminating]}", "{}", False),
        ("{hard: {pods: 1}, scopes: [NotTerminating, BestEffort]}", "{containers: [{name: a}]}", True),
        ("{hard: {pods: 1}, scopes: [NotBestEffort]}", "{containers: [{name: a}]}", False),
        ("{hard: {pods: 1}, scopes: [PriorityClass]}", "{priorityClassName: high}", True),
        (
            (
                "{hard: {pods: 1}, scopeSelector: {matchExpressions: "
                "[{scopeName: PriorityClass, operator: In, values: [high]}]}}"
            ),
            "{priorityClassName: low}",
            False,
        ),
        (
            (
                "{hard: {pods: 1}, scopeSelector: {matchExpressions: "
                "[{scopeName: PriorityClass, operator: NotIn, values: [high]}]}}"
            ),
            "{}",
            True,
        ),
        ("{hard: {pods: 1}, scopes: [PriorityClass]}", "{}", False),
        *[
            (
                (
                    "{hard: {pods: 1}, scopeSelector: {matchExpressions: "
                    f"[{{scopeName: PriorityClass, operator: {operator}, values: [high]}}]}}}}"
                ),
                f"{{priorityClassName: {name}}}",
                expected,
            )
            for operator, name, expected in (
                ("In", "high", True),
                ("NotIn", "high", False),
                ("NotIn", "low", True),
                ("DoesNotExist", "low", False),
                ("DoesNotExist", "", True),
                ("Other", "low", False),
            )
        ],
        (
            "{hard: {pods: 1}, scopes: [CrossNamespacePodAffinity]}",
            (
                "{affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: "
                "[{podAffinityTerm: {namespaceSelector: {}}}]}}}"
            ),
            True,
        ),
        ("{hard: {pods: 1}, scopes: [CrossNamespacePodAffinity]}", "{affinity: {podAffinity: {}}}", False),
    ],
)
def test_which_pods_a_quota_covers(text: str, spec: str, expected: bool) -> None:
    assert covers(quota(text), yaml.safe_load(spec)) is expected


def test_what_a_quota_of_cpu_and_memory_demands_of_every_container() -> None:
    spec = yaml.safe_load("""
        containers:
        - {name: c1, resources: {requests: {memory: 1Gi}}}
        - {name: c2, resources: {limits: {cpu: 1}}}
        initContainers: [{name: i, resources: {limits: {cpu: 1}, requests: {memory: 1}}}]
    """)
    limited = quota("{hard: {limits.cpu: 1, requests.memory: 1Gi, requests.ephemeral-storage: 1, pods: 3}}")
    found = missing_for(limited, spec)
    assert missing_message(found) == "must specify limits.cpu for: c1; requests.memory for: c2"
    assert [each.pointer for each in found] == [
        ("containers", 0, "resources", "limits", "cpu"),
        ("containers", 1, "resources", "requests", "memory"),
    ]
    assert missing_for(quota("{hard: {cpu: 1}}"), spec)[0].pointer == ("containers", 0, "resources", "requests", "cpu")
    assert missing_for(limited, {**spec, "resources": {"limits": {"cpu": 4}}}) == ()
    assert missing_message(()) == ""


def test_what_is_exceeded_is_shown_object_by_object() -> None:
    one = pod_usage(yaml.safe_load("{containers: [{resources: {requests: {cpu: 300m}}}]}"))
    (found,) = exceeded(quota("{hard: {requests.cpu: 1, pods: 4}}"), [("web", times(one, 1)), ("api", times(one, 3))])
    assert (found.name, str(found.hard), str(found.total)) == ("requests.cpu", "1", "1200m")
    assert [(label, str(amount)) for label, amount in found.parts] == [("api", "900m"), ("web", "300m")]
    assert found.pointer == ("spec", "hard", "requests.cpu")
    assert exceeded(quota("{hard: {pods: 4}}"), [("api", times(one, 4))]) == ()


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("{hard: {pods: 1}, scopes: [BestEffort]}", []),
        ("{hard: {pods: 1, count/secrets: 1}, scopes: [BestEffort]}", []),
        ("{hard: {cpu: 1}, scopes: [BestEffort]}", ["unsupported scope applied to resource"]),
        ("{hard: {services: 1}, scopes: [Terminating]}", ["unsupported scope applied to resource"]),
        ("{hard: {pods: 1}, scopes: [Other]}", ["unsupported scope"]),
        ("{hard: {pods: 1}, scopes: [Terminating, NotTerminating]}", ["conflicting scopes", "conflicting scopes"]),
        ("{hard: {cpu: 1}, scopeSelector: {matchExpressions: [{scopeName: Terminating, operator: Exists}]}}", []),
    ],
)
def test_scopes_that_do_not_fit(text: str, messages: list[str]) -> None:
    assert [each.detail for each in contradictions(quota(text))] == messages


@pytest.mark.parametrize(
    ("kind", "spec", "pods"),
    [
        ("Deployment", "{}", 2),
        ("Deployment", "{replicas: 4}", 5),
        ("Deployment", "{replicas: 5}", 7),
        ("Deployment", "{replicas: 0}", 0),
        ("Deployment", "{replicas: 4, strategy: {type: Recreate}}", 4),
        ("Deployment", "{replicas: 4, strategy: {rollingUpdate: {maxSurge: 0}}}", 4),
        ("Deployment", "{replicas: 3, strategy: {rollingUpdate: {maxSurge: 50%}}}", 5),
        ("Rollout", "{replicas: 4, strategy: {canary: {maxSurge: 1}}}", 5),
        ("Rollout", "{replicas: 4, strategy: {blueGreen: {activeService: x}}}", 8),
        ("StatefulSet", "{replicas: 3}", 3),
        ("Job", "{parallelism: 4, completions: 2}", 2),
        ("Job", "{}", 1),
        ("CronJob", "{jobTemplate: {spec: {parallelism: 3}}}", 3),
        ("DaemonSet", "{}", None),
        ("Deployment", "[]", None),
    ],
)
def test_how_many_pods_there_are_at_the_height_of_a_rollout(kind: str, spec: str, pods: int | None) -> None:
    assert most_pods(kind, yaml.safe_load(spec)) == pods


@pytest.mark.parametrize(
    "odd", [None, [], "x", {"spec": 1}, {"spec": {"hard": [1], "scopes": {}, "scopeSelector": []}}]
)
def test_odd_shapes_say_nothing(odd: Any) -> None:
    assert not covers(odd, odd)
    assert missing_for(odd, odd) == ()
    assert exceeded(odd, []) == ()
    assert contradictions(odd) == ()
    assert "services" in service_usage(odd)
    assert "persistentvolumeclaims" in claim_usage(odd, odd)
