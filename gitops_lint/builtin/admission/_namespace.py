"""What lives together in one namespace of one cluster, and what its pods are after all defaults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.model.node import Node
from gitops_lint.model.places import place_of
from gitops_lint.model.quantity import Quantity
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.model.workload import Workload
from gitops_lint.podsecurity.amounts import times
from gitops_lint.podsecurity.limits import with_limit_ranges
from gitops_lint.podsecurity.quota import claim_usage, covers, object_usage, pod_usage, service_usage
from gitops_lint.podsecurity.surge import most_pods
from gitops_lint.podsecurity.usage import with_request_defaults

TAGS = frozenset({"admission", "resources"})
_PLURALS = {
    ("", "ConfigMap"): "configmaps",
    ("", "Secret"): "secrets",
    ("apps", "Deployment"): "deployments",
    ("apps", "StatefulSet"): "statefulsets",
    ("apps", "DaemonSet"): "daemonsets",
    ("batch", "CronJob"): "cronjobs",
    ("batch", "Job"): "jobs",
    ("networking.k8s.io", "Ingress"): "ingresses",
}


def of_place(repo: Repository, kind: str) -> Mapping[Hashable, tuple[Resource, ...]]:
    """The core objects of a kind by place; ask for it with ``repo.once``."""
    found: dict[Hashable, list[Resource]] = defaultdict(list)
    for resource in repo.of_kind("", kind):
        found[place_of(resource)].append(resource)
    return {place: tuple(resources) for place, resources in found.items()}


def beside(repo: Repository, resource: Resource, kind: str) -> Sequence[Resource]:
    """The core objects of a kind in the namespace of ``resource``."""
    return repo.once(of_place, kind).get(place_of(resource), ()) if resource.namespace else ()


def members(repo: Repository) -> Mapping[Hashable, tuple[Resource, ...]]:
    """All objects by place, each identity once; ask for it with ``repo.once``."""
    found: dict[Hashable, dict[Hashable, Resource]] = defaultdict(dict)
    for resource in repo.resources:
        if resource.namespace:
            found[place_of(resource)].setdefault(resource.identity, resource)
    return {place: tuple(resources.values()) for place, resources in found.items()}


def pod_as_admitted(repo: Repository, workload: Workload) -> dict[object, object]:
    """The pod spec with the API server's defaults, those of the namespace's LimitRanges, and its runtime's overhead."""
    ranges = [item.value for item in beside(repo, workload.resource, "LimitRange")]
    spec = with_limit_ranges(with_request_defaults(workload.pod.value), ranges)
    runtime = runtime_class(repo, workload)
    overhead = runtime.mapping("overhead", "podFixed") if runtime is not None else {}
    return {**spec, "overhead": overhead} if overhead else spec


def runtime_class(repo: Repository, workload: Workload) -> Resource | None:
    """The RuntimeClass of its pods, if the repository has it."""
    name = workload.pod.text("runtimeClassName")
    return repo.find_near(workload.resource, "node.k8s.io", "RuntimeClass", "", name) if name else None


def claims_of(resource: Resource) -> Iterator[Node]:
    """The PersistentVolumeClaim it is, and those made for each of its pods: the nodes above ``metadata`` and ``spec``."""
    if resource.is_a("", "PersistentVolumeClaim"):
        yield resource
    if resource.is_a("apps", "StatefulSet"):
        yield from resource.items("spec", "volumeClaimTemplates")
    workload = resource.workload
    for volume in workload.pod.items("volumes") if workload is not None else ():
        claim = volume.at("ephemeral", "volumeClaimTemplate")
        if claim is not None:
            yield claim


def replicas_of(repo: Repository, workload: Workload) -> int | None:
    """The pods at the height of a rollout; with an autoscaler those of its maximum."""
    resource = workload.resource
    spec: Any = resource.get("spec")
    if resource.kind == "Pod":
        return 1
    for scaler in repo.of_kind("autoscaling", "HorizontalPodAutoscaler"):
        most = scaler.get("spec", "maxReplicas")
        target = scaler.mapping("spec", "scaleTargetRef")
        meant = (target.get("kind"), target.get("name")) == (resource.kind, resource.name)
        if meant and place_of(scaler) == place_of(resource) and isinstance(most, int) and isinstance(spec, dict):
            spec = {**spec, "replicas": most}
    return most_pods(resource.kind, spec)


def usages(repo: Repository, quota: Resource) -> Iterator[tuple[str, Mapping[str, Quantity]]]:
    """What each object of the quota's namespace counts for."""
    for resource in repo.once(members).get(place_of(quota), ()):
        label = f"{resource.kind} '{resource.name}'"
        workload = resource.workload
        if workload is not None:
            count = replicas_of(repo, workload) or 0
            pod = pod_as_admitted(repo, workload)
            if count and covers(quota.value, pod):
                yield f"{label} ({count} {'pod' if count == 1 else 'pods'})", times(pod_usage(pod), count)
            for claim in claims_of(resource) if count else ():
                usage = claim_usage(claim.get("spec"), claim.get("metadata", "annotations"))
                yield f"{label} ({count} {'claim' if count == 1 else 'claims'})", times(usage, count)
        if resource.is_a("", "Service"):
            yield label, service_usage(resource.get("spec"))
        elif resource.is_a("", "PersistentVolumeClaim"):
            yield label, claim_usage(resource.get("spec"), resource.get("metadata", "annotations"))
        elif (resource.group, resource.kind) in _PLURALS and not resource.get("metadata", "generateName"):
            yield label, object_usage(_PLURALS[resource.group, resource.kind], resource.group)
