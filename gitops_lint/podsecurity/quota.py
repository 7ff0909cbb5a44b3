"""ResourceQuotas: what an object counts for, which pods a quota covers, what it demands, when it is exceeded.

Source of the facts: ``pkg/quota/v1/evaluator/core`` and ``validateResourceQuotaScopes`` of Kubernetes.  A quota is
given as its parsed object, a pod as its spec with all defaults applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.model.quantity import ZERO, Quantity
from gitops_lint.podsecurity.amounts import (
    CONTAINER_LISTS,
    Amounts,
    amounts,
    asked,
    containers_of,
    is_extended,
    is_hugepages,
    is_native,
    is_pod_level,
    summed,
)
from gitops_lint.podsecurity.pod import flag, number, section, sections, text, texts
from gitops_lint.podsecurity.usage import QualityOfService, pod_limits, pod_requests, quality_of_service
from gitops_lint.podsecurity.values import Violation
from gitops_lint.values import dataclass

_ONE: Final = Quantity.of(1)
_STORAGE_CLASS: Final = ".storageclass.storage.k8s.io/"
_COMPUTE: Final = frozenset(
    ("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
)  # those that every container must set once a quota tracks them
_POD_RESOURCES: Final = _COMPUTE | {
    "pods", "count/pods", "ephemeral-storage", "requests.ephemeral-storage", "limits.ephemeral-storage",
}  # fmt: skip
_COUNTED_BY_PLAIN_NAME: Final = frozenset(
    ("services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims")
)
_SCOPES: Final = {
    "Terminating": _COMPUTE | {"pods"},
    "NotTerminating": _COMPUTE | {"pods"},
    "NotBestEffort": _COMPUTE | {"pods"},
    "PriorityClass": _COMPUTE | {"pods"},
    "CrossNamespacePodAffinity": _COMPUTE | {"pods"},
    "BestEffort": frozenset({"pods"}),
    "VolumeAttributesClass": frozenset({"persistentvolumeclaims", "requests.storage"}),
}


@dataclass(frozen=True, slots=True)
class Exceeded:
    """One resource of which more is asked than the quota grants."""

    name: str
    hard: Quantity
    total: Quantity
    parts: tuple[tuple[str, Quantity], ...]  #: who asks for how much, largest first

    @property
    def pointer(self) -> Pointer:
        """Where the quota's limit is, from the quota's root."""
        return ("spec", "hard", self.name)


def hard_of(quota: object) -> Amounts:
    """What the quota grants."""
    return amounts((section(quota, "spec") or {}).get("hard"))


def pod_usage(spec: object) -> Amounts:
    """What one pod counts for."""
    return {"count/pods": _ONE, "pods": _ONE, **_compute_usage(pod_requests(spec), pod_limits(spec))}


def _compute_usage(requests: Mapping[str, Quantity], limits: Mapping[str, Quantity]) -> Amounts:
    usage: Amounts = {}
    for name, amount in requests.items():
        if name in ("cpu", "memory", "ephemeral-storage") or is_hugepages(name):
            usage[name] = usage[f"requests.{name}"] = amount
        elif is_extended(name):
            usage[f"requests.{name}"] = amount
    for name in ("cpu", "memory", "ephemeral-storage"):
        if name in limits:
            usage[f"limits.{name}"] = limits[name]
    return usage


def service_usage(spec: object) -> Amounts:
    """What one Service with that ``spec`` counts for."""
    kind = text(spec, "type") if isinstance(spec, dict) else ""
    ports = [port for _, port in sections(spec, "ports")]
    node_ports = 0
    if kind == "LoadBalancer" and isinstance(spec, dict) and flag(spec, "allocateLoadBalancerNodePorts") is False:
        node_ports = sum(1 for port in ports if number(port, "nodePort"))
    elif kind in ("NodePort", "LoadBalancer"):
        node_ports = len(ports)
    return {
        "count/services": _ONE,
        "services": _ONE,
        "services.nodeports": Quantity.of(node_ports),
        "services.loadbalancers": _ONE if kind == "LoadBalancer" else ZERO,
    }


def claim_usage(spec: object, annotations: object = None) -> Amounts:
    """What one PersistentVolumeClaim with that ``spec`` and ``metadata.annotations`` counts for."""
    usage: Amounts = {"count/persistentvolumeclaims": _ONE, "persistentvolumeclaims": _ONE}
    beta = annotations.get("volume.beta.kubernetes.io/storage-class") if isinstance(annotations, dict) else None
    storage_class = beta if isinstance(beta, str) else text(spec, "storageClassName") if isinstance(spec, dict) else ""
    storage = asked(spec, "requests").get("storage")
    if storage is not None:
        usage["requests.storage"] = storage
    if storage_class:
        usage |= {f"{storage_class}{_STORAGE_CLASS}persistentvolumeclaims": _ONE}
        if storage is not None:
            usage[f"{storage_class}{_STORAGE_CLASS}requests.storage"] = storage
    return usage


def object_usage(plural: str, group: str = "") -> Amounts:
    """What one object of any other kind counts for: ``count/deployments.apps``."""
    usage = {f"count/{plural}.{group}" if group else f"count/{plural}": _ONE}
    if not group and plural in _COUNTED_BY_PLAIN_NAME:
        usage[plural] = _ONE
    return usage


def covers(quota: object, spec: object) -> bool:
    """Whether the quota counts a pod with that spec: it tracks something of pods, and all its scopes match."""
    quota_spec = section(quota, "spec")
    scopes: list[tuple[str, str, list[str]]] = [(name, "Exists", []) for _, name in texts(quota_spec, "scopes")]
    for _, term in sections(section(quota_spec, "scopeSelector"), "matchExpressions"):
        values = [value for _, value in texts(term, "values")]
        scopes.append((text(term, "scopeName"), text(term, "operator"), values))
    tracked = any(_is_of_pods(name) for name in hard_of(quota))
    return tracked and all(_in_scope(spec if isinstance(spec, dict) else {}, *scope) for scope in scopes)


def _is_of_pods(name: str) -> bool:
    if name in _POD_RESOURCES or is_hugepages(name) or name.startswith("requests.hugepages-"):
        return True
    return name.startswith("requests.") and not is_native(name)


def _in_scope(spec: Mapping[object, object], scope: str, operator: str, values: Sequence[str]) -> bool:
    if scope in ("Terminating", "NotTerminating"):
        deadline = number(spec, "activeDeadlineSeconds")
        return (deadline is not None and deadline >= 0) is (scope == "Terminating")
    if scope in ("BestEffort", "NotBestEffort"):
        return (quality_of_service(spec) is QualityOfService.BEST_EFFORT) is (scope == "BestEffort")
    if scope == "PriorityClass":
        name = text(spec, "priorityClassName")
        matches = {"Exists": name != "", "DoesNotExist": name == "", "In": name != "" and name in values}
        return matches.get(operator, operator == "NotIn" and (name == "" or name not in values))
    return scope == "CrossNamespacePodAffinity" and any(map(_crosses_namespaces, _affinity_terms(spec)))


def _affinity_terms(spec: Mapping[object, object]) -> Iterator[Mapping[object, object]]:
    for kind in ("podAffinity", "podAntiAffinity"):
        affinity = section(spec, "affinity", kind)
        for _, term in sections(affinity, "requiredDuringSchedulingIgnoredDuringExecution"):
            yield term
        for _, weighted in sections(affinity, "preferredDuringSchedulingIgnoredDuringExecution"):
            yield section(weighted, "podAffinityTerm") or {}


def _crosses_namespaces(term: Mapping[object, object]) -> bool:
    return bool(term.get("namespaces")) or section(term, "namespaceSelector") is not None


def missing_for(quota: object, spec: object) -> tuple[Violation, ...]:
    """The containers that the quota refuses because they leave out what it tracks of cpu and memory.

    Resources of the pod as a whole stand in for those of its containers.
    """
    required = sorted(_COMPUTE & set(hard_of(quota)))
    if not required or any(is_pod_level(name) for part in ("requests", "limits") for name in asked(spec, part)):
        return ()
    found = []
    for key in CONTAINER_LISTS:
        for index, container, name in containers_of(spec, key):
            usage = _compute_usage(asked(container, "requests"), asked(container, "limits"))
            for resource in required:
                if resource not in usage:
                    part, _, short = resource.rpartition(".")
                    pointer = (key, index, "resources", part or "requests", short)
                    found.append(Violation(pointer, f"must specify {resource} for: {name}", name, missing=True))
    return tuple(found)


def missing_message(found: Iterable[Violation]) -> str:
    """All of ``missing_for`` in the API server's one sentence."""
    names: dict[str, set[str]] = {}
    for each in found:
        resource = each.detail.removeprefix("must specify ").partition(" for: ")[0]
        names.setdefault(resource, set()).add(each.container or "")
    listed = (f"{resource} for: {','.join(sorted(names[resource]))}" for resource in sorted(names))
    return f"must specify {'; '.join(listed)}" if names else ""


def exceeded(quota: object, parts: Iterable[tuple[str, Mapping[str, Quantity]]]) -> tuple[Exceeded, ...]:
    """The resources of which ``parts``, named usages, ask for more in all than the quota grants."""
    kept = list(parts)
    total = summed(usage for _, usage in kept)
    found = []
    for name, hard in sorted(hard_of(quota).items()):
        if name in total and total[name] > hard:
            shares = [(label, usage[name]) for label, usage in kept if not usage.get(name, ZERO).is_zero]
            found.append(Exceeded(name, hard, total[name], tuple(sorted(shares, key=lambda share: -share[1].nano))))
    return tuple(found)


def contradictions(quota: object) -> tuple[Violation, ...]:
    """Why the API server refuses the quota's scopes; pointers start at its root."""
    spec = section(quota, "spec")
    names = set(hard_of(quota))
    places: list[tuple[Pointer, str]] = [(("spec", "scopes", index), scope) for index, scope in texts(spec, "scopes")]
    at: Pointer = ("spec", "scopeSelector", "matchExpressions")
    for index, term in sections(section(spec, "scopeSelector"), "matchExpressions"):
        places.append(((*at, index, "scopeName"), text(term, "scopeName")))
    found: list[Violation] = []
    for pointer, scope in places:
        if scope not in _SCOPES:
            found.append(Violation(pointer, "unsupported scope"))
        elif any(_is_standard(name) and name not in _SCOPES[scope] for name in names):
            found.append(Violation(pointer, "unsupported scope applied to resource"))
    scopes = {scope for _, scope in places}
    for one in ("BestEffort", "Terminating"):
        if {one, f"Not{one}"} <= scopes:
            found.extend(
                Violation(pointer, "conflicting scopes")
                for pointer, scope in places
                if scope.removeprefix("Not") == one
            )
    return tuple(found)


def _is_standard(name: str) -> bool:
    plain = {
        *_POD_RESOURCES,
        *_COUNTED_BY_PLAIN_NAME,
        "requests.storage",
        "services.nodeports",
        "services.loadbalancers",
    }
    return (name in plain and not name.startswith("count/")) or name.removeprefix("requests.").startswith("hugepages-")
