"""What the controller of Argo Rollouts refuses in a Rollout, in its words.

Source: argo-rollouts ``pkg/apis/rollouts/validation/validation.go``.  Of several kinds in one step only four are told
apart upstream, so that is no finding here either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gitops_lint.argocd.plain import is_open
from gitops_lint.argocd.schedule import ScheduleError, parse_duration
from gitops_lint.patterns import regex
from gitops_lint.rule import Node, Resource

Complaint = tuple[Node, str]

_SECONDS: Final = regex(r"[+-]?[0-9]+")
_CANARY: Final = ("spec", "strategy", "canary")
_BOTH_SERVICES: Final = ("alb", "istio", "smi", "apisix", "ambassador", "nginx", "appMesh", "traefik")
_STEPS: Final = (
    "experiment",
    "pause",
    "setWeight",
    "analysis",
    "setCanaryScale",
    "setHeaderRoute",
    "setMirrorRoute",
    "plugin",
)
_ONE_OF: Final = "Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause"


def complaints(rollout: Resource) -> Iterator[Complaint]:
    """All of them."""
    yield from _whole(rollout)
    strategies = [name for name in ("canary", "blueGreen") if rollout.get("spec", "strategy", name) is not None]
    strategy = rollout.at("spec", "strategy")
    if strategy is not None and len(strategies) == 2:
        yield strategy, "Multiple Strategies can not be listed"
    elif not strategies and isinstance(rollout.get("spec"), dict):
        yield strategy or rollout, "Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'"
    yield from _same(rollout, "blueGreen", "activeService", "previewService", "active and preview")
    yield from _same(rollout, "canary", "stableService", "canaryService", "stable and canary")
    canary = rollout.at(*_CANARY)
    if canary is not None and isinstance(canary.value, dict):
        yield from _canary(canary)
        for step in canary.items("steps"):
            yield from _step(canary, step)


def _whole(rollout: Resource) -> Iterator[Complaint]:
    reference = rollout.get("spec", "workloadRef")
    template = rollout.at("spec", "template")
    if reference and template is not None and template.value:
        yield template, "template must be empty for workload reference rollout"
    selector = rollout.at("spec", "selector")
    if not reference and selector is not None and selector.value == {}:
        yield selector, "empty selector is invalid for deployment"
    deadline, ready = rollout.at("spec", "progressDeadlineSeconds"), rollout.get("spec", "minReadySeconds")
    if deadline is not None and _is_number(deadline.value) and _is_number(ready) and deadline.value <= ready:
        yield deadline, "must be greater than minReadySeconds"


def _same(rollout: Resource, strategy: str, one: str, other: str, words: str) -> Iterator[Complaint]:
    first = rollout.get("spec", "strategy", strategy, one)
    second = rollout.at("spec", "strategy", strategy, other)
    if second is not None and second.value and first == second.value:
        yield (
            second,
            f"This rollout uses the same service for the {words} services, but two different services are required",
        )


def _canary(canary: Node) -> Iterator[Complaint]:
    surge, unavailable = canary.at("maxSurge"), canary.get("maxUnavailable")
    if surge is not None and _is_zero(surge.value) and _is_zero(unavailable):
        yield surge, "MaxSurge and MaxUnavailable both can not be zero"
    routing = canary.at("trafficRouting")
    delay, dynamic = canary.at("scaleDownDelaySeconds"), canary.at("dynamicStableScale")
    if routing is None or not routing.value:
        if delay is not None and delay.value is not None:
            yield delay, "Canary scaleDownDelaySeconds can only be used with traffic routing"
        if dynamic is not None and dynamic.value is True:
            yield dynamic, "Canary dynamicStableScale can only be used with traffic routing"
        return
    if dynamic is not None and dynamic.value is True and delay is not None and delay.value is not None:
        yield dynamic, "Canary dynamicStableScale cannot be used with scaleDownDelaySeconds"
    if _needs_services(canary, routing) and not (canary.get("canaryService") and canary.get("stableService")):
        yield routing, "Canary service and Stable service must to be set to use Traffic Routing"


def _needs_services(canary: Node, routing: Node) -> bool:
    used = [name for name in _BOTH_SERVICES if routing.get(name) is not None]
    if canary.get("pingPong") is not None and used in (["alb"], ["istio"]):
        return False
    return any(name != "istio" or routing.get("istio", "destinationRule") is None for name in used)


def _is_refused(duration: object) -> bool:
    """Whether a pause is negative, or what upstream takes for that: neither seconds nor a duration of Go's."""
    text = str(duration)
    if isinstance(duration, bool) or not isinstance(duration, str | int) or is_open(text):
        return False
    if _SECONDS.fullmatch(text):
        return int(text) < 0
    try:
        return parse_duration(text) < 0
    except ScheduleError:
        return True


def _step(canary: Node, step: Node) -> Iterator[Complaint]:
    if isinstance(step.value, dict) and not any(step.value.get(name) is not None for name in _STEPS):
        yield step, _ONE_OF
    weight = step.at("setWeight")
    most = canary.get("trafficRouting", "maxTrafficWeight")
    highest = most if _is_number(most) else 100
    if weight is not None and _is_number(weight.value) and not 0 <= weight.value <= highest:
        yield weight, f"SetWeight needs to be between 0 and {highest}"
    duration = step.at("pause", "duration")
    if duration is not None and _is_refused(duration.value):
        yield duration, "Duration needs to be greater than 0"
    routing = canary.mapping("trafficRouting")
    scale = step.at("setCanaryScale")
    if scale is not None and not routing:
        yield scale, "SetCanaryScale requires TrafficRouting to be set"
    for name, supported, words in (
        (
            "setHeaderRoute",
            ("istio", "alb", "apisix"),
            "SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix",
        ),
        ("setMirrorRoute", ("istio", "plugins"), "SetMirrorRoute requires TrafficRouting, supports Istio and Plugins"),
    ):
        route = step.at(name)
        if route is None:
            continue
        if not any(routing.get(kind) for kind in supported):
            yield route, words
        else:
            yield from _route(canary, route)


def _route(canary: Node, route: Node) -> Iterator[Complaint]:
    """The routes of steps are among those that the controller manages."""
    managed = canary.sequence("trafficRouting", "managedRoutes")
    if not managed:
        yield route, "Rollout has missing field 'spec.strategy.canary.trafficRouting.managedRoutes'"
        return
    names = [item.get("name") for item in managed if isinstance(item, dict)]
    if route.text("name") not in names:
        yield route, "Steps define a route that does not exist in spec.strategy.canary.trafficRouting.managedRoutes"


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_zero(value: object) -> bool:
    return (_is_number(value) and value == 0) or value in ("0", "0%")
