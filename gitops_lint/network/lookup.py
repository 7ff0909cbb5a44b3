"""What rules call: the facts about one object, worked out once a run and only if a rule asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_lint.model.node import Node
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource
    from gitops_lint.network.facts import Fact
    from gitops_lint.network.selectors import Pointer

POLICY_KINDS = (
    "networking.k8s.io/NetworkPolicy",
    "policy.networking.k8s.io/AdminNetworkPolicy",
    "policy.networking.k8s.io/BaselineAdminNetworkPolicy",
    "policy.networking.k8s.io/ClusterNetworkPolicy",
    "networking.k8s.aws/ApplicationNetworkPolicy",
    "networking.k8s.aws/ClusterNetworkPolicy",
)
"""The policies we evaluate exactly."""

WORKLOAD_KINDS = (
    "Pod",
    "ReplicationController",
    "apps/DaemonSet",
    "apps/Deployment",
    "apps/ReplicaSet",
    "apps/StatefulSet",
    "argoproj.io/Rollout",
    "batch/CronJob",
    "batch/Job",
)
"""What usually makes pods."""


def facts_about(repo: Repository, resource: Resource, *codes: str) -> Iterator[Fact]:
    """The facts of these codes about one object."""
    from gitops_lint.network.claims import claims

    return (fact for fact in repo.once(claims).get(id(resource), ()) if fact.code in codes)


def place(resource: Resource, pointer: Pointer) -> Node:
    """The node a fact speaks of, or what is left of the way to it."""
    for length in range(len(pointer), 0, -1):
        node = resource.at(*pointer[:length])
        if node is not None:
            return node
    return resource
