"""What a pod asks for in all: defaults, effective requests and limits, quality of service.

Source of the facts: ``k8s.io/component-helpers/resource/helpers.go``, ``pkg/apis/core/v1/defaults.go`` and
``staging/src/k8s.io/kubectl/pkg/util/qos/qos.go`` of Kubernetes.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from gitops_lint.model.quantity import ZERO, Quantity
from gitops_lint.podsecurity.amounts import (
    CONTAINER_LISTS,
    Amounts,
    add,
    amounts,
    asked,
    can_be_overcommitted,
    is_hugepages,
    is_pod_level,
    raise_to,
)
from gitops_lint.podsecurity.pod import section, sections

_COMPUTE: Final = ("cpu", "memory")


class QualityOfService(Enum):
    """Which pods are evicted first when a node runs out of memory: best effort, then burstable."""

    GUARANTEED = "Guaranteed"
    BURSTABLE = "Burstable"
    BEST_EFFORT = "BestEffort"


def is_sidecar(init_container: Mapping[object, object]) -> bool:
    """Whether an init container keeps running beside the containers."""
    return init_container.get("restartPolicy") == "Always"


def pod_requests(spec: object, *, overhead: bool = True, pod_level: bool = True) -> Amounts:
    """What the scheduler reserves for the pod, and a quota counts.

    Containers add up; sidecars add up with them and with the init containers that start later; an init container
    counts alone, as the largest.  What the pod asks for as a whole replaces the sum.
    """
    total = _of_containers(spec, "requests")
    if pod_level:
        total.update(_of_pod(spec, "requests"))
    if overhead:
        add(total, amounts(spec.get("overhead")) if isinstance(spec, dict) else {})
    return total


def pod_limits(spec: object, *, overhead: bool = True, pod_level: bool = True) -> Amounts:
    """What the pod can use at most; overhead raises only what is limited at all."""
    total = _of_containers(spec, "limits")
    if pod_level:
        total.update(_of_pod(spec, "limits"))
    if overhead and isinstance(spec, dict):
        extra = amounts(spec.get("overhead"))
        add(total, {name: extra[name] for name in extra if not total.get(name, ZERO).is_zero})
    return total


def _of_pod(spec: object, part: str) -> Amounts:
    return {name: amount for name, amount in asked(spec, part).items() if is_pod_level(name)}


def _of_containers(spec: object, part: str) -> Amounts:
    total: Amounts = {}
    for _, container in sections(spec, "containers"):
        add(total, asked(container, part))
    sidecars: Amounts = {}
    highest: Amounts = {}
    for _, container in sections(spec, "initContainers"):
        own = asked(container, part)
        if is_sidecar(container):
            add(total, own)
            add(sidecars, own)
            raise_to(highest, sidecars)
        else:
            add(own, sidecars)
            raise_to(highest, own)
    raise_to(total, highest)
    return total


def with_request_defaults(spec: object) -> dict[object, object]:
    """The pod spec with the requests that the API server fills in; the given one is left alone.

    A container's missing request is its limit.  A pod that limits itself as a whole requests what its containers
    request, or else its limit.  This is done to pods, never to templates.
    """
    if not isinstance(spec, dict):
        return {}
    defaulted = dict(spec)
    for key in CONTAINER_LISTS:
        if isinstance(spec.get(key), list):
            defaulted[key] = [_with_requests(container) for container in spec[key]]
    resources = section(defaulted, "resources")
    if resources is not None:
        defaulted["resources"] = _pod_level_defaults(defaulted, resources)
    return defaulted


def _with_requests(container: object) -> object:
    limits = section(container, "resources", "limits")
    if not isinstance(container, dict) or not limits:
        return container
    resources = container["resources"]
    return {**container, "resources": {**resources, "requests": {**limits, **(section(resources, "requests") or {})}}}


def _pod_level_defaults(spec: object, resources: Mapping[object, object]) -> dict[object, object]:
    limits = dict(section(resources, "limits") or {})
    requests = dict(section(resources, "requests") or {})
    if not limits and not requests:
        return dict(resources)
    for name, amount in _of_containers(spec, "limits").items():
        if is_hugepages(name) and name not in requests:
            limits.setdefault(name, str(amount))
    if limits:
        for name, amount in _of_containers(spec, "requests").items():
            if is_pod_level(name) and can_be_overcommitted(name):
                requests.setdefault(name, str(amount))
        for key, value in limits.items():
            if isinstance(key, str) and is_pod_level(key):
                requests.setdefault(key, value)
    parts = {"limits": limits, "requests": requests}
    return {**resources, **{part: values for part, values in parts.items() if values}}


def quality_of_service(spec: object) -> QualityOfService:
    """The class of a pod with all defaults applied; see ``with_request_defaults``.

    Init containers and sidecars count like containers; where the pod asks for resources as a whole, these alone count.
    """
    if any(is_pod_level(name) for part in ("requests", "limits") for name in asked(spec, part)):
        return _class_of(spec)
    classes = {_class_of(container) for key in CONTAINER_LISTS for _, container in sections(spec, key)}
    return _agreed(classes)


def _class_of(holder: object) -> QualityOfService:
    requests, limits = asked(holder, "requests"), asked(holder, "limits")
    return _agreed({_class_for(requests.get(name, ZERO), limits.get(name, ZERO)) for name in _COMPUTE})


def _class_for(request: Quantity, limit: Quantity) -> QualityOfService:
    if request != limit:
        return QualityOfService.BURSTABLE
    return QualityOfService.BEST_EFFORT if request.is_zero else QualityOfService.GUARANTEED


def _agreed(classes: set[QualityOfService]) -> QualityOfService:
    """The one class that all have; burstable where they differ."""
    if not classes:
        return QualityOfService.BEST_EFFORT
    return classes.pop() if len(classes) == 1 else QualityOfService.BURSTABLE
