"""Which Services send traffic to a workload."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gitops_lint.rule import Container, Repository, Resource, Workload

Place = tuple[object, str]
_Selecting = tuple[int, Resource, dict[str, Any]]
"""A Service and its selector, after its number among the Services."""


def services_of(workload: Workload, repo: Repository) -> list[Resource]:
    """The Services whose selector matches the workload's pods, in its own namespace."""
    labels, place, known = workload.pod_labels, _place(workload.resource), repo.once(_by_label)
    near = [each for key, value in labels.items() for each in known.get((place, key, str(value)), ())]
    near.sort(key=_position)  # of one label each, so that none is there twice
    return [service for _, service, selector in near if selector.items() <= labels.items()]


def waits_for_readiness(service: Resource) -> bool:
    """Whether the Service leaves out pods that are not ready."""
    return service.get("spec", "publishNotReadyAddresses") is not True


def serving(workload: Workload, services: list[Resource]) -> list[Container]:
    """The containers that these Services reach: those that declare one of the target ports."""
    found = []
    for container in workload.main_containers:
        declared = [port for port in container.sequence("ports") if isinstance(port, dict)]
        numbers = {port.get("containerPort") for port in declared if isinstance(port.get("containerPort"), int)}
        names = {port.get("name") for port in declared if isinstance(port.get("name"), str)}
        if any(target in numbers or target in names for service in services for target in _targets(service)):
            found.append(container)
    return found


def _targets(service: Resource) -> list[Any]:
    targets = []
    for port in service.sequence("spec", "ports"):
        if isinstance(port, dict):
            target = port.get("targetPort", port.get("port"))
            targets.append(target if isinstance(target, (int, str)) else None)
    return targets


def _by_label(repo: Repository) -> dict[tuple[Place, str, str], list[_Selecting]]:
    """The Services that select pods, by their place and the last label that they ask for."""
    found: dict[tuple[Place, str, str], list[_Selecting]] = defaultdict(list)
    for position, service in enumerate(repo.of_kind("", "Service")):
        selector = service.mapping("spec", "selector")
        for key, value in reversed(selector.items()):
            found[_place(service), key, str(value)].append((position, service, selector))
            break
    return found


def _position(selecting: _Selecting) -> int:
    return selecting[0]


def _place(resource: Resource) -> Place:
    """Where two objects meet: cluster and namespace; the deployable where the namespace is not known."""
    if resource.namespace:
        return resource.context.cluster.name, resource.namespace
    return resource.deployable, ""
