"""Facts about single policies: what selects nothing, opens everything, or changes nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from gitops_lint.apischema.wording import is_slip
from gitops_lint.network.cluster import NAMESPACE_LABEL
from gitops_lint.network.connections import ALL
from gitops_lint.network.facts import Fact, about_policy, is_system, rule_name
from gitops_lint.network.intervals import ALL_V4, ALL_V6, AddressSet, IntervalSet
from gitops_lint.network.policy import DIRECTIONS, PEERS_FIELD, AddressPeer, NamedPort, OpaquePeer, PodPeer
from gitops_lint.network.selectors import EVERYTHING
from gitops_lint.network.universe import Universe, bits_of, named_ports, static_ports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_lint.network.cluster import Cluster, Endpoint
    from gitops_lint.network.exposure import ServiceInfo
    from gitops_lint.network.policy import Direction, Peer, Policy, PolicyRule, Port, PortRange
    from gitops_lint.network.selectors import Pointer, PolicyProblem, Selector

#: Of a peer that matches nothing: pods of another namespace are what it selects.
ELSEWHERE = "elsewhere"

#: 169.254.169.254, the EC2 instance metadata service.
METADATA_ADDRESS = AddressSet(v4=IntervalSet(((0xA9FEA9FE, 0xA9FEA9FE),)))


def problem_facts(problems: Iterable[tuple[Policy, PolicyProblem]]) -> Iterator[Fact]:
    """What the API server refuses or what cannot be meant; ``details`` is ``refused`` for the former."""
    for policy, problem in problems:
        details = ("refused",) if problem.refused else ()
        yield about_policy(policy, problem.code, problem.pointer, problem.message, details=details)


def selection_facts(universe: Universe) -> Iterator[Fact]:
    """Policies, peers and ports that match nothing in the repository."""
    for policy in universe.cluster.policies:
        subjects = universe.select(policy.namespaces, policy.pods, policy.namespace)
        if not subjects:
            yield from _selects_nothing(universe, policy)
        for direction in DIRECTIONS:
            for rule in policy.rules(direction):
                yield from _peer_facts(universe, policy, rule, direction)
                yield from _port_facts(universe, policy, rule, direction, subjects)


def _selects_nothing(universe: Universe, policy: Policy) -> Iterator[Fact]:
    """Silence where the policy's namespace holds no workload of ours: it is for pods that live elsewhere."""
    pointer = _subject_pointer(policy)
    if policy.namespaces is None:
        if universe.select(None, policy.pods, policy.namespace, nodes=True):
            message = "policy selects only hostNetwork pods, which policies do not apply to"
            yield about_policy(policy, "policy-selects-host-network", pointer, message)
        elif universe.may_select(policy.pods, policy.namespace):
            return
        elif universe.has_pods(policy.namespace) and policy.pods.valid:
            message = f"policy selects no pod of its namespace{_meant(universe, policy.pods, policy.namespace)}"
            certain = universe.knows_pods(policy.pods, policy.namespace)
            yield about_policy(policy, "policy-selects-nothing", pointer, message, certain=certain)
    elif universe.groups and policy.namespaces.valid and policy.pods.valid:
        message = "policy selects no pod of this repository"
        yield about_policy(policy, "policy-selects-nothing", pointer, message, certain=False)


def _meant(universe: Universe, selector: Selector, namespace: str) -> str:
    """The one label of a pod there that a selector all but names, as a question."""
    pods = [group[0].labels for group in universe.groups if group[0].namespace == namespace]
    near = {
        f"{key}={there[key]}" for key, value in selector.labels for there in pods if is_slip(value, there.get(key, ""))
    }
    return f", did you mean '{next(iter(near))}'?" if len(near) == 1 else ""


def _subject_pointer(policy: Policy) -> Pointer:
    return ("spec", "podSelector") if policy.namespaces is None else ("spec", "subject")


def _peer_facts(universe: Universe, policy: Policy, rule: PolicyRule, direction: Direction) -> Iterator[Fact]:
    for peer in rule.peers or ():
        if not isinstance(peer, PodPeer) or not peer.pods.valid:
            continue
        if universe.select(peer.namespaces, peer.pods, policy.namespace, nodes=True):
            continue
        named = own_namespace(peer, policy)
        if named and universe.may_select(peer.pods, named):
            continue
        if named and universe.has_pods(named):
            where = f"namespace '{named}'" if peer.namespaces is not None else "the policy's own namespace"
            hint = _meant(universe, peer.pods, named)
            message = f"{rule_name(rule, direction)} has a peer '{peer.pods}' that matches no pod of {where}{hint}"
            certain, code = universe.knows_pods(peer.pods, named), "peer-matches-nothing"
            details = (ELSEWHERE,) if universe.select(EVERYTHING, peer.pods, "", nodes=True) else ()
            yield about_policy(
                policy, code, peer.pointer, message, certain=certain, direction=direction, details=details
            )
        elif peer.namespaces is not None and peer.namespaces.valid and not _exists(universe, peer, named):
            meant = next((name for name in universe.cluster.namespaces if named and is_slip(named, name)), "")
            hint = f", did you mean '{meant}'?" if meant else ""
            message = f"{rule_name(rule, direction)} has a namespaceSelector that matches no namespace we know{hint}"
            code = "namespace-selector-matches-nothing"
            yield about_policy(policy, code, peer.pointer, message, certain=bool(meant), direction=direction)
    yield from _and_or_facts(policy, rule, direction)


def own_namespace(peer: PodPeer, policy: Policy) -> str:
    """The one namespace a peer can mean, where files say which: the policy's own, or one selected by name."""
    if peer.namespaces is None:
        return policy.namespace
    labels = dict(peer.namespaces.labels)
    alone = len(labels) == 1 and not peer.namespaces.requirements
    return labels.get(NAMESPACE_LABEL, "") if alone else ""


def _exists(universe: Universe, peer: PodPeer, named: str) -> bool:
    """Whether some namespace matches; those that every cluster has need not be in the repository."""
    selector = peer.namespaces
    if named == "default" or is_system(named) or selector is None:
        return True
    return universe.knows_namespace(selector)


def _and_or_facts(policy: Policy, rule: PolicyRule, direction: Direction) -> Iterator[Fact]:
    """Two neighbouring items, one with only a namespaceSelector and one with only a podSelector, are OR."""
    peers = rule.peers or ()
    for one, other in pairwise(peers):
        if not isinstance(one, PodPeer) or not isinstance(other, PodPeer) or policy.namespaces is not None:
            continue
        spaces = [each for each in (one, other) if each.namespaces is not None and each.pods.is_empty]
        pods = [each for each in (one, other) if each.namespaces is None and not each.pods.is_empty]
        if spaces and pods and not (spaces[0].namespaces and spaces[0].namespaces.is_empty):
            message = f"{rule_name(rule, direction)} matches every pod of the namespaces, or the pods: two items are OR"
            yield about_policy(policy, "peer-and-or", other.pointer, message, certain=False, direction=direction)


def _port_facts(
    universe: Universe, policy: Policy, rule: PolicyRule, direction: Direction, subjects: int
) -> Iterator[Fact]:
    """Names that no container of the destinations has; silence where destinations live outside the repository."""
    targets = subjects
    if direction == "egress":
        peers = rule.peers or ()
        inside = all(isinstance(peer, PodPeer) and universe.peer(peer, policy, direction) for peer in peers)
        targets = universe.peers(rule, policy, direction) & universe.pods if peers and inside else 0
    if not targets:
        return
    for port in named_ports(rule):
        if any(bits & targets for _, bits in universe.named(port)):
            continue
        other = NamedPort(port.name, None)
        if any(bits & targets for _, bits in universe.named(other)):
            message = f"port '{port.name}' is not a {port.protocol} port of the containers it is meant for"
            yield about_policy(policy, "named-port-other-protocol", port.pointer, message, direction=direction)
        else:
            message = f"port '{port.name}' is in no container it is meant for"
            yield about_policy(policy, "named-port-unknown", port.pointer, message, direction=direction)
    if direction == "ingress" and rule.ports is not None:
        yield from _undeclared(universe, policy, rule, targets)


def _undeclared(universe: Universe, policy: Policy, rule: PolicyRule, targets: int) -> Iterator[Fact]:
    """Numbers that no container declares: containers may listen without declaring, so never certain."""
    declared = {(port.protocol, port.number) for group in bits_of(targets) for port in universe.groups[group][0].ports}
    if not declared:
        return
    for port in rule.ports or ():
        if isinstance(port, NamedPort) or port.high - port.low > 1_000:
            continue
        if any(protocol == port.protocol and port.low <= number <= port.high for protocol, number in declared):
            continue
        text = str(port.low) if port.low == port.high else f"{port.low}-{port.high}"
        other = {protocol for protocol, number in declared if port.low == port.high == number}
        if other and not any(_opens(each, protocol, port.low) for each in rule.ports or () for protocol in other):
            message = (
                f"{port.protocol} {text} opens nothing: the containers declare {' and '.join(sorted(other))} {text}"
            )
            yield about_policy(policy, "port-other-protocol", port.pointer, message, direction="ingress")
        elif not other:
            message = f"no selected container declares {port.protocol} port {text}"
            yield about_policy(policy, "port-undeclared", port.pointer, message, certain=False, direction="ingress")


def _opens(port: Port, protocol: str, number: int) -> bool:
    return not isinstance(port, NamedPort) and port.protocol == protocol and port.low <= number <= port.high


def service_port_facts(universe: Universe, services: Iterable[ServiceInfo]) -> Iterator[Fact]:
    """Ports of rules that are the port of a Service, where its pods listen on another one and declare not this one."""
    known: dict[str, list[ServiceInfo]] = {}
    for each in services:
        known.setdefault(each.namespace, []).append(each)
    for policy in universe.cluster.policies:
        for way in DIRECTIONS:
            for rule in policy.rules(way):
                ports = [port for port in rule.ports or () if not isinstance(port, NamedPort) and port.low == port.high]
                bits = _destinations(universe, policy, rule, way) if ports else 0
                pods = [universe.groups[group][0] for group in bits_of(bits)]
                yield from _ports_of_services(policy, way, ports, pods, known)


def _destinations(universe: Universe, policy: Policy, rule: PolicyRule, direction: Direction) -> int:
    """The pods that traffic of a rule goes to; none where it may go to others than pods."""
    if direction == "ingress":
        return universe.select(policy.namespaces, policy.pods, policy.namespace) & universe.pods
    if not rule.peers or not all(isinstance(peer, PodPeer) for peer in rule.peers):
        return 0
    return universe.peers(rule, policy, direction) & universe.pods


def _ports_of_services(
    policy: Policy, way: Direction, ports: list[PortRange], pods: list[Endpoint], known: dict[str, list[ServiceInfo]]
) -> Iterator[Fact]:
    near = [item for namespace in sorted({pod.namespace for pod in pods}) for item in known.get(namespace, ())]
    behind = [item for item in near if any(item.selects(pod.namespace, pod.labels) for pod in pods)]
    declared = {(port.protocol, port.number) for pod in pods for port in pod.ports}
    for port in ports:
        if (port.protocol, port.low) in declared:
            continue
        for service, target in _service_targets(behind, port.protocol, port.low):
            wrong = f"{port.protocol} {port.low} is the port of a Service"
            message = f"{wrong}; policies see the pods' port, {target}"
            code, others = "port-of-service", (service.source,)
            yield about_policy(policy, code, port.pointer, message, direction=way, others=others)
            break


def _service_targets(services: list[ServiceInfo], protocol: str, number: int) -> Iterator[tuple[ServiceInfo, str]]:
    """Services with that port that send to another one; nothing where one of them sends to that very port."""
    ports = [(each, port) for each in services for port in each.ports if port.protocol == protocol]
    if any(port.target == number for _, port in ports):
        return
    for service, port in ports:
        if port.number == number:
            yield service, str(port.target) if isinstance(port.target, int) else f"'{port.target}'"


def openness_facts(cluster: Cluster) -> Iterator[Fact]:
    """Rules and peers that open more than authors usually mean."""
    for policy in cluster.policies:
        for direction in DIRECTIONS:
            for rule in policy.rules(direction):
                if rule.action == "allow":
                    yield from _open_rule(policy, rule, direction)


def _open_rule(policy: Policy, rule: PolicyRule, direction: Direction) -> Iterator[Fact]:
    name, side = rule_name(rule, direction), "from" if direction == "ingress" else "to"
    if rule.peers is None:
        key = (*rule.pointer, PEERS_FIELD[direction]) if rule.peers_empty else rule.pointer
        if rule.ports is None:
            message = f"{name} allows every connection {side} anywhere"
            yield about_policy(policy, "rule-allows-everything", key, message, direction=direction)
        else:
            written = f"'{PEERS_FIELD[direction]}: []'" if rule.peers_empty else f"no '{PEERS_FIELD[direction]}'"
            message = f"{name} has {written}, which means {side} anywhere, outside the cluster included"
            yield about_policy(policy, "rule-allows-any-peer", key, message, direction=direction)
        return
    for peer in rule.peers:
        if isinstance(peer, PodPeer) and peer.namespaces and peer.namespaces.is_empty and peer.pods.is_empty:
            message = f"{name} allows connections {side} every pod of every namespace"
            yield about_policy(policy, "peer-every-pod", peer.pointer, message, direction=direction)
        if isinstance(peer, AddressPeer):
            yield from _open_block(policy, rule, peer, direction)


def _open_block(policy: Policy, rule: PolicyRule, peer: AddressPeer, direction: Direction) -> Iterator[Fact]:
    name, side = rule_name(rule, direction), "from" if direction == "ingress" else "to"
    for whole, text, present in (
        (ALL_V4.v4, "0.0.0.0/0", peer.addresses.v4),
        (ALL_V6.v6, "::/0", peer.addresses.v6),
    ):
        if present == whole:
            message = f"{name} allows connections {side} every address: '{text}' has no except"
            yield about_policy(policy, "block-every-address", peer.pointer, message, direction=direction)
    web = static_ports(rule, ALL).allows("TCP", 80)
    if direction == "egress" and web and peer.addresses.v4 | METADATA_ADDRESS.v4 == peer.addresses.v4:
        message = f"{name} allows pods to reach the instance metadata service at 169.254.169.254"
        yield about_policy(policy, "metadata-allowed", peer.pointer, message, direction=direction)


def redundancy_facts(cluster: Cluster) -> Iterator[Fact]:
    """Policies whose every allowed connection another one of the namespace allows to at least the same pods.

    Compared as written, not by what is in the repository: a peer that nothing matches today may exist tomorrow.
    """
    by_namespace: dict[str, list[Policy]] = {}
    for policy in cluster.policies:
        if policy.tier == "network":
            by_namespace.setdefault(policy.namespace, []).append(policy)
    for policies in by_namespace.values():
        gone: set[int] = set()
        for policy in policies:
            rules = [(way, rule) for way in DIRECTIONS for rule in policy.rules(way)]
            if not rules or not policy.pods.valid:
                continue
            for other in policies:
                # Of two with one name only one will exist.
                if other.name == policy.name or id(other) in gone:
                    continue
                if _makes_needless(other, policy, rules):
                    gone.add(id(policy))
                    message = "policy allows nothing that another one of its namespace does not allow"
                    code, names, sources = "policy-without-effect", (other.name,), (other.source,)
                    yield about_policy(policy, code, ("spec",), message, details=names, others=sources)
                    break


def _makes_needless(other: Policy, policy: Policy, rules: list[tuple[Direction, PolicyRule]]) -> bool:
    if not (other.pods.is_empty or other.pods == policy.pods) or not policy.isolates <= other.isolates:
        return False
    return all(any(rule_covers(wide, rule) for wide in other.rules(way)) for way, rule in rules)


def rule_covers(wide: PolicyRule, narrow: PolicyRule) -> bool:
    """Whether one allow rule allows all another one does, whatever pods exist; False where looking does not tell."""
    if wide.ports is not None:
        if narrow.ports is None or not static_ports(narrow, ALL) <= static_ports(wide, ALL):
            return False
        have = {(port.name, port.protocol) for port in named_ports(wide)}
        if not all((port.name, port.protocol) in have for port in named_ports(narrow)):
            return False
    if wide.peers is None:
        return True
    if narrow.peers is None:
        return False
    return all(any(_peer_covers(one, other) for one in wide.peers) for other in narrow.peers)


def _peer_covers(wide: Peer, narrow: Peer) -> bool:
    if isinstance(narrow, OpaquePeer):
        return False
    if isinstance(wide, AddressPeer):
        return isinstance(narrow, AddressPeer) and narrow.addresses <= wide.addresses
    if not isinstance(wide, PodPeer) or not isinstance(narrow, PodPeer):
        return False
    spaces = wide.namespaces == narrow.namespaces or bool(wide.namespaces and wide.namespaces.is_empty)
    return spaces and (wide.pods == narrow.pods or wide.pods.is_empty)
