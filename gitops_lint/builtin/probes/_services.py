"""Which Services send traffic to a workload."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gitops_lint.rule import Container, Repository, Resource, Workload

Place = tuple[object, str]


def services_of(workload: Workload, repo: Repository) -> list[Resource]:
    """The Services whose selector matches the workload's pods, in its own namespace."""
    if not workload.pod_labels:
        return []
    return [
        service for service in repo.once(_by_place).get(_place(workload.resource), ()) if _selects(service, workload)
    ]


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


def _by_place(repo: Repository) -> dict[Place, list[Resource]]:
    found: dict[Place, list[Resource]] = defaultdict(list)
    for service in repo.of_kind("", "Service"):
        if service.mapping("spec", "selector"):
            found[_place(service)].append(service)
    return found


def _place(resource: Resource) -> Place:
    """Where two objects meet: cluster and namespace; the deployable where the namespace is not known."""
    if resource.namespace:
        return resource.context.cluster.name, resource.namespace
    return resource.deployable, ""


def _selects(service: Resource, workload: Workload) -> bool:
    labels = workload.pod_labels
    return all(labels.get(key) == value for key, value in service.mapping("spec", "selector").items())
