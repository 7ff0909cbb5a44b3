"""Where the kubelet's probes are subject to policies, and which pods they do not get to.

Upstream admits all traffic from a pod's own node, and most CNIs do. Two set-ups do not:

- Istio's ambient mode gives probes the address 169.254.7.127, so that its own proxy lets them pass; the CNI sees them
  come from there ("Ambient and Kubernetes NetworkPolicy" in Istio's documentation).
- Cilium with ``allow-localhost: policy`` in its ConfigMap asks the policies about the node as about anybody else
  (``cilium-agent --allow-localhost``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.model.resource import Resource
from gitops_lint.network.cluster import Endpoint
from gitops_lint.network.connections import ConnectionSet, connection
from gitops_lint.network.facts import Fact
from gitops_lint.network.intervals import AddressSet, IntervalSet
from gitops_lint.network.policy import AddressPeer, PolicyRule
from gitops_lint.network.rows import possible_ports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.node import Node
    from gitops_lint.network.coverage import Coverage
    from gitops_lint.network.reachability import Reachability

CODE = "probe-traffic-forbidden"
_MODE = "istio.io/dataplane-mode"
_PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
_HANDLERS = ("httpGet", "tcpSocket", "grpc")
_AMBIENT = AddressSet(v4=IntervalSet(((0xA9FE077F, 0xA9FE077F),)))  # 169.254.7.127


def probe_facts(
    reach: Reachability, deployables: Iterable[Deployable], others: tuple[Coverage, ...] = ()
) -> Iterator[Fact]:
    """The probes of isolated pods that no rule lets in; nothing where other engines' policies may decide."""
    restricted = reach.restricted("ingress")
    if not restricted:
        return
    node_asked = any(_asks_about_nodes(resource) for each in deployables for resource in each.resources)
    for pod in restricted:
        if not isinstance(pod.source, Resource):
            continue
        ambient = _is_ambient(reach, pod)
        if not (ambient or node_asked) or any(each.covers(pod, "ingress") for each in others):
            continue
        policies = reach.selecting(pod, "ingress")
        isolating = [policy for policy in policies if "ingress" in policy.isolates]
        if not isolating:
            continue
        counts = _from_ambient if ambient else _from_anybody
        opened = possible_ports(policies, pod, counts)
        sender = "from 169.254.7.127, which Istio's ambient mode gives them" if ambient else "from the node"
        for at, asked in _probed(pod, pod.source):
            if not asked & opened:
                yield Fact(
                    code=CODE,
                    kind=pod.kind,
                    namespace=pod.namespace,
                    name=pod.name,
                    pointer=at.pointer,
                    message=f"probe does not get through: no policy allows {asked} {sender}",
                    direction="ingress",
                    details=tuple(policy.name for policy in isolating),
                    others=tuple(policy.source for policy in isolating),
                    source=pod.source,
                )


def _asks_about_nodes(resource: Resource) -> bool:
    named = resource.name == "cilium-config" and resource.is_a("", "ConfigMap")
    return named and resource.get("data", "allow-localhost") == "policy"


def _is_ambient(reach: Reachability, pod: Endpoint) -> bool:
    """The pod's own label beats that of its namespace."""
    mode = pod.labels.get(_MODE) or reach.cluster.namespace_labels(pod.namespace).get(_MODE)
    return mode == "ambient"


def _from_ambient(rule: PolicyRule) -> bool:
    return rule.peers is None or any(
        isinstance(peer, AddressPeer) and peer.addresses.v4 | _AMBIENT.v4 == peer.addresses.v4 for peer in rule.peers
    )


def _from_anybody(rule: PolicyRule) -> bool:
    return rule.peers is None


def _probed(pod: Endpoint, resource: Resource) -> Iterator[tuple[Node, ConnectionSet]]:
    """The probes that go over the network, with the port each asks."""
    workload = resource.workload
    for container in workload.containers if workload is not None else ():
        for name in _PROBES:
            for handler in _HANDLERS:
                at = container.at(name, handler, "port")
                port = at.value if at is not None else None
                if isinstance(port, str):
                    named = pod.named_port(port)
                    port = named.number if named is not None else None
                if at is not None and isinstance(port, int) and 0 < port < 65536:
                    yield at, connection("TCP", port, port)
