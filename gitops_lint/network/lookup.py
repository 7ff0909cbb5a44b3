"""What rules call: the facts about one object, worked out once a run and only if a rule asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_lint.model.node import Node
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource
    from gitops_lint.network.facts import Fact

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


_MISSING = frozenset({"cluster-without-policies", "namespace-without-default-deny", "workload-not-isolated"})
"""The facts there are without any policy."""


def has_policies(repo: Repository) -> bool:
    """Whether there is a policy we evaluate; ask through ``repo.once(has_policies)``."""
    return any(f"{group}/{kind}" in POLICY_KINDS for group, kind in repo.kinds())


def facts_about(repo: Repository, resource: Resource, *codes: str) -> Sequence[Fact]:
    """The facts of these codes about one object; the codes are of ``_MISSING``, or none of them is."""
    missing = not _MISSING.isdisjoint(codes)
    if not missing and not repo.once(has_policies):
        return ()
    from gitops_lint.network.claims import claims, gaps

    known = repo.once(gaps if missing else claims).get(id(resource))
    return [fact for fact in known if fact.code in codes] if known else ()


def others_of(fact: Fact, words: str) -> list[tuple[Node, str]]:
    """The first objects that a fact speaks of besides its own, as related places."""
    from gitops_lint.model.node import Node

    return [(each, words) for each in fact.others[:3] if isinstance(each, Node)]
