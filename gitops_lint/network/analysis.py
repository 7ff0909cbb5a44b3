"""Facts about whole clusters: who is not isolated, who cannot resolve names, which traffic the policies forbid."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from gitops_lint.network.connections import ALL, NONE, ConnectionSet, connection
from gitops_lint.network.coverage import covered, policies_for
from gitops_lint.network.facts import (
    Fact,
    about_endpoint,
    about_namespace,
    about_pods_of,
    about_policy,
    about_service,
    is_system,
)
from gitops_lint.network.ingress import by_namespace, destination, selected
from gitops_lint.network.intervals import AddressSet, parse_cidr
from gitops_lint.network.policy import DIRECTIONS, AddressPeer, OpaquePeer, PodPeer
from gitops_lint.network.reachability import Reachability, reachability
from gitops_lint.network.rows import possible_ports
from gitops_lint.network.universe import named_ports, static_ports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_lint.network.cluster import Cluster, Endpoint, NamespaceInfo
    from gitops_lint.network.coverage import Coverage
    from gitops_lint.network.exposure import ServiceInfo
    from gitops_lint.network.ingress import WayIn
    from gitops_lint.network.policy import Direction, Policy, PolicyRule
    from gitops_lint.network.selectors import Selector

_DNS = {protocol: connection(protocol, 53, 53) for protocol in ("UDP", "TCP")}
_DNS_LABELS = {"k8s-app": "kube-dns"}  # what EKS' and kubeadm's CoreDNS pods carry


def isolation_facts(cluster: Cluster, others: tuple[Coverage, ...] = ()) -> Iterator[Fact]:
    """Namespaces without default deny and workloads that no policy covers, per direction.

    A cluster without any policy is one fact, ``cluster-without-policies``, on its first namespace with workloads.
    """
    pods: dict[str, list[Endpoint]] = {}
    for pod in cluster.endpoints:
        if not pod.host_network:
            pods.setdefault(pod.namespace, []).append(pod)
    if not cluster.policies and not others:
        for name in sorted(name for name in pods if not is_system(name))[:1]:
            message = f"no network policy at all: {len(pods)} namespaces with workloads are open to each other"
            yield about_namespace(cluster.namespaces[name], "cluster-without-policies", message)
        return
    for name, members in sorted(pods.items()):
        info, policies = cluster.namespaces[name], policies_for(cluster, name)
        for direction in DIRECTIONS:
            if has_default_deny(cluster, info, direction, others):
                continue
            message = f"namespace has no default deny for {direction}"
            yield about_namespace(info, "namespace-without-default-deny", message, direction=direction)
            for pod in members:
                if not covered(cluster, pod, direction, others, policies):
                    message = f"no network policy selects its pods for {direction}"
                    yield about_endpoint(pod, "workload-not-isolated", message, direction=direction)


def has_default_deny(
    cluster: Cluster, info: NamespaceInfo, direction: Direction, others: tuple[Coverage, ...] = ()
) -> bool:
    """Whether any pod of the namespace, also one that nobody wrote yet, is denied what nothing allows."""
    for policy in cluster.policies:
        if not policy.pods.is_empty:
            continue
        rules = policy.rules(direction)
        if direction in policy.isolates:
            opens = any(rule.peers is None and rule.ports is None for rule in rules)
            if policy.namespace == info.name and not opens:
                return True
        applies = policy.namespaces is not None and policy.namespaces.matches(info.labels)
        if applies and any(map(_denies_the_rest, rules)):
            return True
    return any(
        direction in each.directions and each.pods is not None and each.pods.is_empty
        for each in others
        if each.namespace in ("", info.name)
    )


def _denies_the_rest(rule: PolicyRule) -> bool:
    every = any(
        isinstance(peer, PodPeer) and peer.namespaces and peer.namespaces.is_empty and peer.pods.is_empty
        for peer in rule.peers or ()
    )
    return rule.action == "deny" and rule.ports is None and every


def dns_facts(reach: Reachability, others: tuple[Coverage, ...] = ()) -> Iterator[Fact]:
    """Pods denied egress by default that may not ask the cluster's DNS; one fact per set of isolating policies."""
    found: dict[tuple[int, ...], tuple[Policy, ConnectionSet, list[Endpoint]]] = {}
    for pod in reach.restricted("egress"):
        policies = reach.selecting(pod, "egress")
        isolating = [policy for policy in policies if "egress" in policy.isolates]
        if not isolating or any(each.covers(pod, "egress") for each in others):
            continue
        missing = (_DNS["UDP"] | _DNS["TCP"]) - _dns_ports(reach.cluster, policies)
        if missing:
            key = tuple(id(policy) for policy in isolating)
            found.setdefault(key, (isolating[0], missing, []))[2].append(pod)
    for policy, missing, pods in found.values():
        code = "egress-without-dns" if missing.udp else "egress-without-dns-tcp"
        message = f"its pods may not ask DNS: egress allows no {str(missing).replace(',', ' and no ')}"
        pointer = ("spec", "egress") if policy.egress else ("spec", "policyTypes")
        yield about_pods_of(policy, code, pointer, message, pods)


def _dns_ports(cluster: Cluster, policies: Iterable[Policy]) -> ConnectionSet:
    """The most that rules may allow towards a DNS server: kube-dns pods by label, or any address."""
    allowed = NONE
    for policy in policies:
        for rule in policy.egress:
            if rule.action == "allow" and _may_be_dns(cluster, policy, rule):
                allowed = allowed | static_ports(rule, ALL)
                if named_ports(rule):
                    allowed = allowed | _DNS["UDP"] | _DNS["TCP"]  # CoreDNS names its ports; which is not in files
    return allowed


def _may_be_dns(cluster: Cluster, policy: Policy, rule: PolicyRule) -> bool:
    if rule.peers is None:
        return True
    return any(
        isinstance(peer, AddressPeer | OpaquePeer)
        or (isinstance(peer, PodPeer) and _reaches_kube_dns(cluster, policy, peer.namespaces, peer.pods))
        for peer in rule.peers
    )


def _reaches_kube_dns(cluster: Cluster, policy: Policy, namespaces: Selector | None, pods: Selector) -> bool:
    info = cluster.namespaces.get("kube-system")
    if namespaces is None:
        where = policy.namespace == "kube-system"
    elif info is not None and info.declared:
        where = namespaces.matches(info.labels)
    else:  # its other labels are not in the repository
        named = dict(namespaces.labels).get("kubernetes.io/metadata.name")
        where = named in (None, "kube-system")
    other_key = any(key not in _DNS_LABELS for key, _ in pods.labels)
    return where and (other_key or bool(pods.requirements) or pods.matches(_DNS_LABELS))


def service_facts(reach: Reachability, services: Iterable[ServiceInfo]) -> Iterator[Fact]:
    """Service ports that no rule opens to anybody on any pod behind the Service."""
    pods = by_namespace(reach.cluster.endpoints)
    restricted = {pod.namespace for pod in reach.restricted("ingress")}
    concerned = [service for service in services if service.namespace in restricted]
    for service in sorted(concerned, key=lambda each: (each.namespace, each.name)):
        targets = [pod for pod in selected(pods, service) if pod.enforced and not pod.host_network]
        for index, port in enumerate(service.ports):
            wanted = [(pod, destination(port, pod)) for pod in targets]
            wanted = [(pod, ports) for pod, ports in wanted if ports]
            closed = [
                pod
                for pod, ports in wanted
                if not ports & possible_ports(reach.selecting(pod, "ingress"), pod, lambda _: True)
            ]
            if wanted and len(closed) == len(wanted):
                text = ", ".join(sorted({str(ports) for _, ports in wanted}))
                message = f"nobody may reach {port.protocol} {port.number}: no policy allows {text}"
                pointer, code = ("spec", "ports", index), "service-traffic-forbidden"
                names, sources = tuple(pod.name for pod in closed), tuple(pod.source for pod in closed)
                yield about_service(service, code, pointer, message, details=names, others=sources)


def way_in_facts(ways: Iterable[WayIn]) -> Iterator[Fact]:
    """Traffic that an Ingress, route or load balancer sends and no rule lets through, whoever the controller is."""
    for way in ways:
        if way.blocked:
            message = f"sends {way.wanted} to pods that no policy opens to it from outside their namespace"
            names = tuple(policy.name for policy in way.policies)
            entry = way.entry
            kind = "Service" if entry.kind in ("LoadBalancer", "NodePort") else entry.kind
            yield Fact(
                code="entry-traffic-forbidden",
                kind=kind,
                namespace=entry.namespace,
                name=entry.name,
                pointer=way.backend.pointer,
                message=message,
                direction="ingress",
                details=names,
                others=(way.target.source, *(policy.source for policy in way.policies)),
                source=entry.source,
            )


def priority_facts(cluster: Cluster) -> Iterator[Fact]:
    """Admin policies of one tier that share a priority: which decides is undefined."""
    seen: dict[tuple[str, str, int], list[Policy]] = {}
    for policy in cluster.policies:
        if policy.tier == "network" or policy.kind == "BaselineAdminNetworkPolicy":
            continue
        earlier = seen.setdefault((policy.kind, policy.tier, policy.priority), [])
        # Of two with one name only one will exist.
        first = next((each for each in earlier if each.name != policy.name), None)
        earlier.append(policy)
        if first is not None:
            message = f"priority {policy.priority} is that of another one too: their order is undefined"
            named, at = (first.name,), ("spec", "priority")
            yield about_policy(policy, "priority-shared", at, message, details=named, others=(first.source,))


def address_access(cluster: Cluster, cidrs: Iterable[str]) -> Mapping[str, list[tuple[Endpoint, ConnectionSet]]]:
    """What each workload may open to addresses, say ``169.254.169.254/32`` or ``169.254.170.23/32``; by CIDR.

    Of a block, what is allowed to all its addresses. hostNetwork pods and pods whose node does not enforce policies may
    open everything. Invalid CIDRs are left out.
    """
    blocks = {cidr: block for cidr in cidrs if (block := parse_cidr(cidr))}
    reach = reachability(cluster, addresses=[AddressSet.of(block) for block in blocks.values()])
    found: dict[str, list[tuple[Endpoint, ConnectionSet]]] = {}
    for cidr, block in blocks.items():
        cells = [
            cell
            for cell in reach.universe.cells["egress"]
            if cell.family == block.family and block.low <= cell.low and cell.high <= block.high
        ]
        found[cidr] = [
            (pod, reduce(and_, (reach.allowed(pod, cell) for cell in cells), ALL)) for pod in cluster.endpoints
        ]
    return found


def external_access(reach: Reachability, pod: Endpoint) -> ConnectionSet:
    """What a workload may open to at least one address outside: for STS, TCP 443 must be in it."""
    found = NONE
    for cell in reach.universe.cells["egress"]:
        found = found | reach.allowed(pod, cell)
    return found
