"""Which pods a PodDisruptionBudget covers, who scales a workload, and how few pods there may be.

Source of the facts: ``pkg/controller/disruption/disruption.go`` and ``pkg/controller/podautoscaler`` of Kubernetes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from gitops_lint.model.places import place_of
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource, string_map
from gitops_lint.model.workload import Workload
from gitops_lint.network.selectors import NOTHING, Selector, parse_selector
from gitops_lint.patterns import regex

TAGS = frozenset({"reliability", "scheduling"})
SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet")
_PERCENT = regex(r"([0-9]{1,3})%")

Targets = Mapping[tuple[Hashable, str, str], tuple[Resource, ...]]


def selector_of(budget: Resource) -> Selector:
    """Its selector; a missing one selects nothing."""
    value = budget.get("spec", "selector")
    return NOTHING if value is None else parse_selector(value, (), [])


def workloads(repo: Repository) -> Mapping[Hashable, tuple[Workload, ...]]:
    """The workloads with a number of replicas, by place; ask for it with ``repo.once``."""
    found: dict[Hashable, list[Workload]] = defaultdict(list)
    for resource in repo.resources:
        if resource.kind in SCALED and resource.workload is not None:
            found[place_of(resource)].append(resource.workload)
    return {place: tuple(items) for place, items in found.items()}


def budgets(repo: Repository) -> Mapping[Hashable, tuple[tuple[Resource, Selector], ...]]:
    """The PodDisruptionBudgets with their selectors, by place; ask for it with ``repo.once``."""
    found: dict[Hashable, list[tuple[Resource, Selector]]] = defaultdict(list)
    for budget in repo.of_kind("policy", "PodDisruptionBudget"):
        found[place_of(budget)].append((budget, selector_of(budget)))
    return {place: tuple(items) for place, items in found.items()}


def covered_by(repo: Repository, workload: Workload) -> tuple[Resource, ...]:
    """The budgets that select its pods."""
    labels = string_map(workload.pod_labels)
    beside = repo.once(budgets).get(place_of(workload.resource), ())
    return tuple(budget for budget, selector in beside if selector.matches(labels))


def selected(repo: Repository, budget: Resource) -> tuple[Workload, ...]:
    """The workloads whose pods a budget selects."""
    selector = selector_of(budget)
    beside = repo.once(workloads).get(place_of(budget), ())
    return tuple(each for each in beside if selector.matches(string_map(each.pod_labels)))


def scalers(repo: Repository) -> Targets:
    """The autoscalers by place, kind and name of what they scale; ask for it with ``repo.once``."""
    found: dict[tuple[Hashable, str, str], list[Resource]] = defaultdict(list)
    for group, kind in (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject")):
        for scaler in repo.of_kind(group, kind):
            name = scaler.text("spec", "scaleTargetRef", "name")
            target = scaler.text("spec", "scaleTargetRef", "kind") or "Deployment"
            if name:
                found[place_of(scaler), target, name].append(scaler)
    return {target: tuple(items) for target, items in found.items()}


def scalers_of(repo: Repository, workload: Workload) -> tuple[Resource, ...]:
    """The autoscalers of a workload."""
    return repo.once(scalers).get((place_of(workload.resource), workload.kind, workload.name), ())


def fewest(repo: Repository, workload: Workload) -> int:
    """The fewest pods it has while nothing is wrong."""
    for scaler in scalers_of(repo, workload):
        least = scaler.get("spec", "minReplicas" if scaler.group == "autoscaling" else "minReplicaCount")
        return least if isinstance(least, int) else int(scaler.group == "autoscaling")
    value = workload.get("spec", "replicas")
    return value if isinstance(value, int) and not isinstance(value, bool) else 1


def share_of(value: Any, whole: int) -> int | None:
    """A number of pods, or a percentage of ``whole`` rounded up, as the disruption controller does it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    percent = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return -(-whole * int(percent[1]) // 100) if percent else None


def is_ignored(workload: Workload) -> bool:
    """Whether the Application that deploys the workload leaves its ``replicas`` alone (``ignoreDifferences``)."""
    resource = workload.resource
    application = resource.deployable.application if resource.deployable is not None else None
    if application is None:
        return False
    for rule in application.items("spec", "ignoreDifferences"):
        if rule.get("kind") not in (resource.kind, "*") or rule.get("name") not in (None, "", resource.name):
            continue
        paths = [*rule.sequence("jsonPointers"), *rule.sequence("jqPathExpressions")]
        if "/spec/replicas" in paths or ".spec.replicas" in paths or rule.sequence("managedFieldsManagers"):
            return True
    return False
