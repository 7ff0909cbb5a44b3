"""The ways in from outside, and what the policies leave of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.network.cluster import Cluster, Endpoint
from gitops_lint.network.connections import NONE, ConnectionSet, connection
from gitops_lint.network.policy import PodPeer
from gitops_lint.network.reachability import Connection, Reachability, reachability
from gitops_lint.network.rows import possible_ports
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_lint.network.exposure import Backend, EntryPoint, ServiceInfo, ServicePort
    from gitops_lint.network.policy import Policy, PolicyRule

#: Where nobody says which pods serve an Ingress, netpol-analyzer assumes a pod without labels in this namespace.
CONTROLLER = Endpoint("ingress-controller", "ingress-controller-ns", kind="")
GATEWAY = Endpoint("gateway-controller", "gateway-controller-ns", kind="")
OUTSIDE = Endpoint("outside", "", kind="", host_network=True)


@dataclass(frozen=True, slots=True)
class WayIn:
    """Traffic that one entry point sends to one workload.

    ``wanted`` is what it sends; ``from_pods`` what arrives if a pod of an unknown namespace sends it (an ingress
    controller); ``from_addresses`` what arrives from some address (a load balancer, a node); ``possible`` what arrives
    from anybody some rule may mean: where that is empty, nothing in this repository lets the traffic through.
    """

    entry: EntryPoint
    backend: Backend
    target: Endpoint
    wanted: ConnectionSet
    from_pods: ConnectionSet
    from_addresses: ConnectionSet
    possible: ConnectionSet
    policies: tuple[Policy, ...]  #: those that select the target for ingress

    @property
    def blocked(self) -> bool:
        """The policies forbid this traffic, whoever the controller is."""
        return bool(self.wanted) and not self.possible

    @property
    def source(self) -> Endpoint:
        """The stand-in that the traffic comes from."""
        if self.entry.kind in ("Ingress", "Route"):
            return CONTROLLER
        return OUTSIDE if self.entry.kind in ("LoadBalancer", "NodePort") else GATEWAY

    @property
    def allowed(self) -> ConnectionSet:
        """What arrives, as netpol-analyzer counts it for controllers; from addresses for load balancers."""
        return self.from_addresses if self.source is OUTSIDE else self.from_pods


def ways_in(
    reach: Reachability, services: Iterable[ServiceInfo], entries: Iterable[EntryPoint], *, restricted: bool = False
) -> tuple[WayIn, ...]:
    """The ways in, in the order of entry points and backends; backends whose Service is unknown lead nowhere.

    With ``restricted`` only those to pods that a policy decides about: no other can be blocked.
    """
    known = {(service.namespace, service.name): service for service in services}
    cluster = reach.cluster
    pods = by_namespace(reach.restricted("ingress") if restricted else cluster.endpoints)
    found: list[tuple[EntryPoint, Backend, ServiceInfo, Endpoint]] = []
    for entry in sorted(entries, key=lambda each: (each.kind, each.namespace, each.name)):
        for backend in entry.backends:
            service = known.get((backend.namespace, backend.service))
            if service is not None:
                found.extend((entry, backend, service, target) for target in selected(pods, service))
    if not found:
        return ()
    wider = reachability(Cluster.of((*cluster.endpoints, CONTROLLER), cluster.policies, cluster.namespaces.values()))
    ways = (_way_in(wider, *way) for way in found)
    return tuple(way for way in ways if way.wanted)


def by_namespace(pods: Iterable[Endpoint]) -> Mapping[str, list[Endpoint]]:
    """Workloads by their namespace."""
    found: dict[str, list[Endpoint]] = {}
    for pod in pods:
        found.setdefault(pod.namespace, []).append(pod)
    return found


def selected(pods: Mapping[str, list[Endpoint]], service: ServiceInfo) -> list[Endpoint]:
    """The pods behind a Service, of those that `by_namespace` gives."""
    return [pod for pod in pods.get(service.namespace, ()) if service.selects(pod.namespace, pod.labels)]


def _way_in(wider: Reachability, entry: EntryPoint, backend: Backend, service: ServiceInfo, target: Endpoint) -> WayIn:
    wanted = NONE
    for port in _service_ports(service, backend, entry):
        wanted = wanted | destination(port, target)
    from_addresses = NONE
    for cell in wider.universe.cells["ingress"]:
        from_addresses = from_addresses | wider.allowed(cell, target)
    from_pods = wider.allowed(CONTROLLER, target)
    policies = wider.selecting(target, "ingress")
    anybody = possible_ports(policies, target, _may_be_outside) | from_pods | from_addresses
    return WayIn(
        entry, backend, target, wanted, wanted & from_pods, wanted & from_addresses, wanted & anybody, policies
    )


def _may_be_outside(rule: PolicyRule) -> bool:
    """Whether somebody who is not in the repository may match: anyone but pods of the policy's own namespace."""
    return rule.peers is None or any(
        not isinstance(peer, PodPeer) or peer.namespaces is not None for peer in rule.peers
    )


def _service_ports(service: ServiceInfo, backend: Backend, entry: EntryPoint) -> Iterator[ServicePort]:
    for port in service.ports:
        if entry.protocol and port.protocol != entry.protocol:
            continue
        through_target = entry.kind == "Route" and backend.port == port.target
        if through_target or backend.port in (None, port.number, port.name or None):
            yield port


def destination(port: ServicePort, target: Endpoint) -> ConnectionSet:
    """The pods' own ports behind a Service port; a name that no container has leads nowhere."""
    if isinstance(port.target, int):
        return connection(port.protocol, port.target, port.target)
    named = target.named_port(port.target)
    if named is None or named.protocol != port.protocol:
        return NONE
    return connection(port.protocol, named.number, named.number)


def declared(target: Endpoint) -> ConnectionSet:
    """The ports that containers declare, read as TCP: netpol-analyzer shows an Ingress only to these."""
    found = NONE
    for port in target.ports:
        found = found | connection("TCP", port.number, port.number)
    return found


def ingress_connections(ways: Iterable[WayIn], *, declared_only: bool = False) -> tuple[Connection, ...]:
    """The ways in as connections from their stand-ins, those to the same workload joined."""
    found: dict[tuple[int, int], Connection] = {}
    for way in ways:
        allowed = way.allowed & declared(way.target) if declared_only else way.allowed
        key = (id(way.source), id(way.target))
        if key in found:
            allowed = allowed | found[key].allowed
        if allowed:
            found[key] = Connection(way.source, way.target, allowed)
    return tuple(found.values())
