"""Which Services send traffic to a workload."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gitops_lint.rule import Container, Repository, Resource, Workload

Place = tuple[object, str]


def services_of(workload: Workload, repo: Repository) -> list[Resource]:
    """The Services whose selector matches the workload's pods, in its own namespace."""
    labels = workload.pod_labels.items()
    if not labels:
        return []
    near = repo.once(_by_place).get(_place(workload.resource), ())
    return [service for service, selector in near if selector.items() <= labels]


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


def _by_place(repo: Repository) -> dict[Place, list[tuple[Resource, dict[str, Any]]]]:
    """The Services that select pods, each with its selector."""
    found: dict[Place, list[tuple[Resource, dict[str, Any]]]] = defaultdict(list)
    for service in repo.of_kind("", "Service"):
        selector = service.mapping("spec", "selector")
        if selector:
            found[_place(service)].append((service, selector))
    return found


def _place(resource: Resource) -> Place:
    """Where two objects meet: cluster and namespace; the deployable where the namespace is not known."""
    if resource.namespace:
        return resource.context.cluster.name, resource.namespace
    return resource.deployable, ""
