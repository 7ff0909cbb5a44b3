"""A cluster from plain Kubernetes objects, for callers that hold no model of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.network.cluster import Cluster, ContainerPort, Endpoint, NamespaceInfo
from gitops_lint.network.exposure import EntryPoint, ServiceInfo, parse_entry_point, parse_service
from gitops_lint.network.parse_parts import is_port_number, metadata_text
from gitops_lint.network.parsing import group_and_kind, parse_policy
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_lint.network.policy import Policy
    from gitops_lint.network.selectors import PolicyProblem

_TEMPLATES = {
    ("", "Pod"): (),
    ("", "ReplicationController"): ("spec", "template"),
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "ReplicaSet"): ("spec", "template"),
    ("apps", "StatefulSet"): ("spec", "template"),
    ("apps", "DaemonSet"): ("spec", "template"),
    ("batch", "Job"): ("spec", "template"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    ("argoproj.io", "Rollout"): ("spec", "template"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A cluster with what leads into it, and what is wrong with its policies."""

    cluster: Cluster
    services: tuple[ServiceInfo, ...]
    entries: tuple[EntryPoint, ...]
    problems: tuple[tuple[Policy, PolicyProblem], ...]


def scene(objects: Iterable[object], *, namespace: str = "default") -> Scene:
    """Read objects of any shape; what is no workload, namespace, policy, Service or way in is passed over."""
    endpoints, policies, namespaces, services, entries = [], [], [], [], []
    problems: list[tuple[Policy, PolicyProblem]] = []
    for obj in objects:
        parsed = parse_policy(obj, namespace=namespace, source=obj)
        if parsed.policy is not None:
            policies.append(parsed.policy)
            problems.extend((parsed.policy, problem) for problem in parsed.problems)
        endpoint = parse_endpoint(obj, namespace=namespace)
        if endpoint is not None:
            endpoints.append(endpoint)
        if isinstance(obj, dict) and group_and_kind(obj) == ("", "Namespace"):
            namespaces.append(NamespaceInfo.of(metadata_text(obj, "name"), _labels(obj), source=obj))
        service = parse_service(obj, namespace=namespace, source=obj)
        if service is not None:
            services.append(service)
        entry = parse_entry_point(obj, namespace=namespace, source=obj)
        if entry is not None:
            entries.append(entry)
    return Scene(Cluster.of(endpoints, policies, namespaces), tuple(services), tuple(entries), tuple(problems))


def parse_endpoint(obj: object, *, namespace: str = "default") -> Endpoint | None:
    """The pods of a built-in workload, of an Argo Rollout or of a bare Pod; None for anything else."""
    identity = group_and_kind(obj)
    if not isinstance(obj, dict) or identity not in _TEMPLATES:
        return None
    template: object = obj
    for key in _TEMPLATES[identity]:
        template = template.get(key) if isinstance(template, dict) else None
    if not isinstance(template, dict):
        return None
    spec = template.get("spec")
    spec = spec if isinstance(spec, dict) else {}
    return Endpoint(
        name=metadata_text(obj, "name"),
        namespace=metadata_text(obj, "namespace") or namespace,
        kind=identity[1],
        labels=_labels(template),
        ports=tuple(container_ports(spec)),
        host_network=spec.get("hostNetwork") is True,
        source=obj,
    )


def _labels(obj: dict[Any, Any]) -> dict[str, str]:
    metadata = obj.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    items = labels.items() if isinstance(labels, dict) else ()
    return {key: value or "" for key, value in items if isinstance(key, str) and isinstance(value, str | None)}


def container_ports(spec: dict[Any, Any]) -> list[ContainerPort]:
    """The ports that the containers of a pod spec of any shape declare; those of init containers do not count."""
    found = []
    containers = spec.get("containers")
    for container in containers if isinstance(containers, list) else ():
        ports = container.get("ports") if isinstance(container, dict) else None
        for port in ports if isinstance(ports, list) else ():
            number = port.get("containerPort") if isinstance(port, dict) else None
            if not isinstance(number, int) or not is_port_number(number):
                continue
            name, protocol = port.get("name"), port.get("protocol")
            found.append(
                ContainerPort(
                    number,
                    name if isinstance(name, str) else "",
                    protocol if isinstance(protocol, str) and protocol else "TCP",
                )
            )
    return found
