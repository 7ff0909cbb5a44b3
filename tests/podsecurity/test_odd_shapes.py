"""Rules about pods, rights, secrets, quotas and budgets survive whatever a repository holds."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

REGISTRY = registry_for(Config(plugins=False))
TAGS = ("pod-security", "rbac", "secrets", "admission", "scheduling", "jobs", "storage", "metadata")
RBAC = "rbac.authorization.k8s.io/v1"
POD: dict[str, Any] = {
    "hostNetwork": True,
    "serviceAccountName": "web",
    "securityContext": {"runAsUser": 0, "sysctls": [{"name": "a"}], "seccompProfile": {"type": "Unconfined"}},
    "volumes": [{"name": "v", "hostPath": {"path": "/"}}],
    "containers": [
        {
            "name": "app",
            "image": "a",
            "args": ["--x"],
            "env": [{"name": "PASSWORD", "value": "v"}, {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s"}}}],
            "envFrom": [{"secretRef": {"name": "s"}}],
            "ports": [{"containerPort": 1, "hostPort": 1}],
            "resources": {"requests": {"cpu": 1}, "limits": {"cpu": 2}},
            "securityContext": {"privileged": True, "capabilities": {"add": ["SYS_ADMIN"], "drop": ["A"]}},
            "volumeMounts": [{"name": "v", "mountPath": "/x"}],
            "livenessProbe": {"httpGet": {"host": "h"}},
        }
    ],
}
LABELS = {"app": "web", "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "x"}


def made(api: str, kind: str, **rest: Any) -> dict[str, Any]:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": "web", "namespace": "shop"}, **rest}


OBJECTS = [
    made("v1", "Namespace") | {"metadata": {"name": "shop", "labels": LABELS}},
    made("apps/v1", "Deployment", spec={"replicas": 2, "template": {"metadata": {"labels": LABELS}, "spec": POD}}),
    made("apps/v1", "DaemonSet", spec={"template": {"metadata": {"labels": LABELS}, "spec": POD}}),
    made(
        "batch/v1", "CronJob", spec={"startingDeadlineSeconds": 1, "jobTemplate": {"spec": {"template": {"spec": POD}}}}
    ),
    made("v1", "ServiceAccount"),
    made("v1", "Secret", type="a", data={"password": "c2VjcmV0MTIz"}, stringData={"token": "abc"}),
    made("v1", "ConfigMap", data={"password": "hunter22", "file": "password=hunter22\n"}),
    made("v1", "LimitRange", spec={"limits": [{"type": "Container", "max": {"cpu": 1}, "min": {"cpu": 2}}]}),
    made("v1", "ResourceQuota", spec={"hard": {"pods": 1, "requests.memory": "1Gi"}, "scopes": ["BestEffort"]}),
    made(RBAC, "ClusterRole", rules=[{"apiGroups": ["", "*"], "resources": ["secrets", "*"], "verbs": ["get", "*"]}])
    | {
        "aggregationRule": {
            "clusterRoleSelectors": [{"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}]
        }
    },
    made(
        RBAC,
        "ClusterRoleBinding",
        roleRef={"kind": "ClusterRole", "name": "web"},
        subjects=[{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}],
    ),
    made("policy/v1", "PodDisruptionBudget", spec={"minAvailable": "50%", "selector": {"matchLabels": {"app": "web"}}}),
    made(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        spec={
            "minReplicas": 1,
            "maxReplicas": 1,
            "scaleTargetRef": {"kind": "Deployment", "name": "web"},
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"averageUtilization": 1}}}],
        },
    ),
]


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in pairs:
        found += places(held, (*at, key))
    return found


PLACES = [
    (index, at) for index, each in enumerate(OBJECTS) for at in places(each) if at not in (("kind",), ("apiVersion",))
]
ODD = [None, True, 0, -1, 1.5, "", "x", "1Gi", [], [None], ["x"], [[]], {}, {"a": None}, {"x": {"y": []}}, 10**30]


def failures(objects: list[Any]) -> list[str]:
    text = "\n---\n".join(json.dumps(each) for each in objects)
    config = replace(Config(plugins=False), select_only=TAGS)
    return [each.traceback for each in Run(MemoryTree({"all.yaml": text}), config, REGISTRY).report().failures]


def test_the_objects_themselves_are_judged() -> None:
    assert failures(OBJECTS) == []


@pytest.mark.parametrize("odd", ODD, ids=repr)
@settings(max_examples=8, deadline=None)
@given(chosen=st.lists(st.sampled_from(PLACES), min_size=1, max_size=12))
def test_no_shape_makes_a_rule_raise(odd: Any, chosen: list[tuple[int, tuple[Any, ...]]]) -> None:
    objects = copy.deepcopy(OBJECTS)
    for index, at in chosen:
        holder: Any = objects[index]
        try:
            for part in at[:-1]:
                holder = holder[part]
            holder[at[-1]] = copy.deepcopy(odd)
        except (KeyError, IndexError, TypeError):
            continue
    assert failures(objects) == []
