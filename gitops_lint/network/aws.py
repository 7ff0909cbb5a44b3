"""What EKS adds: how pods get at AWS credentials, and which egress that needs.

Sources: the EKS user guide on IRSA (STS over HTTPS) and on Pod Identity (agent at 169.254.170.23, TCP 80).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.model.resource import Resource
from gitops_lint.network.analysis import address_access, external_access
from gitops_lint.network.facts import Fact, about_pods_of
from gitops_lint.network.policy import OpaquePeer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gitops_lint.model.deployable import Deployable
    from gitops_lint.network.cluster import Endpoint
    from gitops_lint.network.coverage import Coverage
    from gitops_lint.network.policy import Policy
    from gitops_lint.network.reachability import Reachability

ROLE = "eks.amazonaws.com/role-arn"
AGENT = "169.254.170.23/32"
_ASSOCIATIONS: Mapping[str, tuple[str, ...]] = {
    "eks.services.k8s.aws": ("spec",),
    "eks.aws.upbound.io": ("spec", "forProvider"),
    "eks.aws.m.upbound.io": ("spec", "forProvider"),
}

_Account = tuple[str, str]


def accounts(deployables: Sequence[Deployable]) -> tuple[frozenset[_Account], frozenset[_Account]]:
    """Namespace and name of the ServiceAccounts with a role by IRSA, and of those with one by Pod Identity."""
    irsa, agent = set(), set()
    for deployable in deployables:
        for resource in deployable.resources:
            kind = resource.kind
            if kind == "ServiceAccount" and resource.group == "" and ROLE in resource.annotations:
                irsa.add((resource.namespace, resource.name))
            elif kind == "PodIdentityAssociation" and resource.group in _ASSOCIATIONS:
                where = resource.mapping(*_ASSOCIATIONS[resource.group])
                agent.add((str(where.get("namespace")), str(where.get("serviceAccount"))))
    return frozenset(irsa), frozenset(agent)


def identity_facts(
    reach: Reachability, deployables: Sequence[Deployable], others: tuple[Coverage, ...] = ()
) -> Iterator[Fact]:
    """Pods denied egress by default that may not fetch their credentials; one fact per policy.

    Of several policies the one with egress rules for these pods alone is to change, else the first that isolates them.
    """
    restricted = reach.restricted("egress")
    if not restricted:
        return
    irsa, agent = accounts(deployables)
    alone = irsa - agent
    if alone:
        yield from _facts(
            reach,
            [pod for pod in restricted if _account(pod) in alone],
            others,
            lambda pod: external_access(reach, pod).allows("TCP", 443),
            "egress-without-sts",
            "its pods may not reach STS for the role of their ServiceAccount: egress allows no TCP 443 to any address",
        )
    if agent:
        access = {id(pod): allowed for pod, allowed in address_access(reach.cluster, [AGENT])[AGENT]}
        yield from _facts(
            reach,
            [pod for pod in restricted if _account(pod) in agent],
            others,
            lambda pod: access[id(pod)].allows("TCP", 80),
            "egress-without-pod-identity-agent",
            "its pods may not reach the Pod Identity agent: egress allows no TCP 80 to 169.254.170.23",
        )


def _account(pod: Endpoint) -> _Account:
    workload = pod.source.workload if isinstance(pod.source, Resource) else None
    if workload is None:
        return "", ""
    name = workload.pod.text("serviceAccountName") or workload.pod.text("serviceAccount") or "default"
    return pod.namespace, name


def _facts(
    reach: Reachability,
    pods: Sequence[Endpoint],
    others: tuple[Coverage, ...],
    allowed: Callable[[Endpoint], bool],
    code: str,
    text: str,
) -> Iterator[Fact]:
    found: dict[int, tuple[Policy, list[Endpoint]]] = {}
    for pod in pods:
        policies = reach.selecting(pod, "egress")
        isolating = [policy for policy in policies if "egress" in policy.isolates]
        if not isolating or allowed(pod) or any(each.covers(pod, "egress") for each in others):
            continue
        if any(isinstance(peer, OpaquePeer) for each in policies for rule in each.egress for peer in rule.peers or ()):
            continue  # domain names, which may well be these
        own = next((policy for policy in isolating if policy.egress and not policy.pods.is_empty), isolating[0])
        found.setdefault(id(own), (own, []))[1].append(pod)
    for policy, isolated in found.values():
        pointer = ("spec", "egress") if policy.egress else ("spec", "policyTypes")
        yield about_pods_of(policy, code, pointer, text, isolated)
