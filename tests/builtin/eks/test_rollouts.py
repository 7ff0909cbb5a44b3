"""What the controller of Argo Rollouts refuses, case by case."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.builtin.eks._rollout import complaints
from gitops_lint.model.resource import Resource
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

TEMPLATE = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "app", "image": "registry.example/app:1"}]},
}


def rollout(spec: dict[str, Any]) -> Resource:
    value = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Rollout",
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE, **spec},
    }
    repo = build_repository(MemoryTree({"rollout.yaml": yaml.safe_dump(value)}), Config())
    return repo.resources[0]


def canary(**fields: Any) -> dict[str, Any]:
    return {"strategy": {"canary": fields}}


ALB = {"alb": {"ingress": "web", "servicePort": 80}}
ISTIO = {"istio": {"virtualService": {"name": "web"}}}
SERVICES = {"stableService": "web", "canaryService": "web-canary"}
NEEDS = "Canary service and Stable service must to be set to use Traffic Routing"
HEADER = "SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix"
NO_ROUTE = "Steps define a route that does not exist in spec.strategy.canary.trafficRouting.managedRoutes"

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a canary": (canary(steps=[{"setWeight": 20}, {"pause": {}}, {"pause": {"duration": "1h"}}]), []),
    "blue and green": ({"strategy": {"blueGreen": {"activeService": "web", "previewService": "web-preview"}}}, []),
    "no strategy": ({}, ["Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'"]),
    "two strategies": (
        {"strategy": {"canary": {}, "blueGreen": {"activeService": "web"}}},
        ["Multiple Strategies can not be listed"],
    ),
    "an empty selector": ({**canary(), "selector": {}}, ["empty selector is invalid for deployment"]),
    "a reference": ({**canary(), "workloadRef": {"kind": "Deployment", "name": "web"}, "template": None}, []),
    "a reference beside a template": (
        {**canary(), "workloadRef": {"kind": "Deployment", "name": "web"}},
        ["template must be empty for workload reference rollout"],
    ),
    "deadline before ready": (
        {**canary(), "progressDeadlineSeconds": 10, "minReadySeconds": 10},
        ["must be greater than minReadySeconds"],
    ),
    "neither more nor fewer": (
        canary(maxSurge=0, maxUnavailable="0%"),
        ["MaxSurge and MaxUnavailable both can not be zero"],
    ),
    "one of them by default": (canary(maxSurge=0), []),
    "alb without services": (canary(trafficRouting=ALB), [NEEDS]),
    "alb with one service": (canary(trafficRouting=ALB, stableService="web"), [NEEDS]),
    "alb with services": (canary(trafficRouting=ALB, **SERVICES), []),
    "alb with ping and pong": (
        canary(trafficRouting=ALB, pingPong={"pingService": "a", "pongService": "b"}),
        [],
    ),
    "istio by hosts": (canary(trafficRouting=ISTIO), [NEEDS]),
    "istio by subsets": (
        canary(trafficRouting={"istio": {**ISTIO["istio"], "destinationRule": {"name": "web"}}}),
        [],
    ),
    "a plugin": (canary(trafficRouting={"plugins": {"argoproj-labs/gatewayAPI": {}}}), []),
    "a delay without routing": (
        canary(scaleDownDelaySeconds=30),
        ["Canary scaleDownDelaySeconds can only be used with traffic routing"],
    ),
    "a dynamic scale without routing": (
        canary(dynamicStableScale=True),
        ["Canary dynamicStableScale can only be used with traffic routing"],
    ),
    "both": (
        canary(trafficRouting=ALB, dynamicStableScale=True, scaleDownDelaySeconds=30, **SERVICES),
        ["Canary dynamicStableScale cannot be used with scaleDownDelaySeconds"],
    ),
    "an empty step": (
        canary(steps=[{}]),
        ["Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause"],
    ),
    "too much weight": (canary(steps=[{"setWeight": 101}]), ["SetWeight needs to be between 0 and 100"]),
    "more weight by choice": (
        canary(steps=[{"setWeight": 500}], trafficRouting={"nginx": {}, "maxTrafficWeight": 1000}, **SERVICES),
        [],
    ),
    "back in time": (canary(steps=[{"pause": {"duration": -5}}]), ["Duration needs to be greater than 0"]),
    "a scale without routing": (
        canary(steps=[{"setCanaryScale": {"replicas": 1}}]),
        ["SetCanaryScale requires TrafficRouting to be set"],
    ),
    "headers without routing": (canary(steps=[{"setHeaderRoute": {"name": "beta"}}]), [HEADER]),
    "headers without managed routes": (
        canary(trafficRouting=ALB, steps=[{"setHeaderRoute": {"name": "beta"}}], **SERVICES),
        ["Rollout has missing field 'spec.strategy.canary.trafficRouting.managedRoutes'"],
    ),
    "headers of another route": (
        canary(
            trafficRouting={**ALB, "managedRoutes": [{"name": "alpha"}]},
            steps=[{"setHeaderRoute": {"name": "beta"}}],
            **SERVICES,
        ),
        [NO_ROUTE],
    ),
    "headers of a managed route": (
        canary(
            trafficRouting={**ALB, "managedRoutes": [{"name": "beta"}]},
            steps=[{"setHeaderRoute": {"name": "beta"}}],
            **SERVICES,
        ),
        [],
    ),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_refused(spec: dict[str, Any], expected: list[str]) -> None:
    assert [message for _, message in complaints(rollout(spec))] == expected


@pytest.mark.parametrize(
    "spec", [{"strategy": []}, {"strategy": {"canary": [1]}}, {"strategy": {"canary": {"steps": {"a": 1}}}}]
)
def test_odd_shapes(spec: dict[str, Any]) -> None:
    list(complaints(rollout(spec)))
