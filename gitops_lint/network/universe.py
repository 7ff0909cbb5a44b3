"""The parties of one cluster as bits: pods grouped by what policies can see of them, addresses cut into cells.

A set of parties is an integer, one bit per group or cell, so that selecting, joining and intersecting thousands of
workloads is one machine-level operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.network.cluster import is_known
from gitops_lint.network.connections import NONE, ConnectionSet, connection
from gitops_lint.network.intervals import ALL_V4, ALL_V6, V4_MAX, V6_MAX, AddressSet, IntervalSet, address_text
from gitops_lint.network.policy import DIRECTIONS, AddressPeer, NamedPort, Peer, PodPeer, PolicyRule
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gitops_lint.network.cluster import Cluster, Endpoint
    from gitops_lint.network.policy import Direction, Policy
    from gitops_lint.network.selectors import Requirement, Selector


@dataclass(frozen=True, slots=True, order=True)
class AddressRange:
    """Addresses outside the cluster that every policy treats alike."""

    family: int
    low: int
    high: int

    def __str__(self) -> str:
        """``10.0.0.0-10.255.255.255``."""
        return f"{address_text(self.family, self.low)}-{address_text(self.family, self.high)}"


def bits_of(value: int) -> Iterator[int]:
    """The positions of the set bits, ascending."""
    while value:
        low = value & -value
        yield low.bit_length() - 1
        value ^= low


class LabelIndex:
    """Finds the members whose labels a selector matches, without asking every member."""

    def __init__(self, members: Sequence[Mapping[str, str]]) -> None:
        self._every = (1 << len(members)) - 1
        self._keys: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._known: dict[Selector, int] = {}
        for position, labels in enumerate(members):
            for key, value in labels.items():
                self._keys[key] = self._keys.get(key, 0) | 1 << position
                self._pairs[key, value] = self._pairs.get((key, value), 0) | 1 << position

    def matching(self, selector: Selector) -> int:
        """The members a selector matches."""
        found = self._known.get(selector)
        if found is None:
            found = self._every if selector.valid else 0
            for pair in selector.labels:
                found &= self._pairs.get(pair, 0)
            for requirement in selector.requirements:
                found &= self._requirement(requirement)
            self._known[selector] = found
        return found

    def has_key(self, key: str) -> bool:
        """Whether any member has that label."""
        return key in self._keys

    def _requirement(self, requirement: Requirement) -> int:
        if requirement.operator == "Exists":
            return self._keys.get(requirement.key, 0)
        if requirement.operator == "DoesNotExist":
            return self._every & ~self._keys.get(requirement.key, 0)
        listed = 0
        for value in requirement.values:
            listed |= self._pairs.get((requirement.key, value), 0)
        return listed if requirement.operator == "In" else self._every & ~listed


class Universe:
    """Groups of pods and cells of addresses, and which of them a policy's parts mean.

    Bits: pod groups first, then the cells traffic may come from, then the cells it may go to. The cells of the two
    directions differ because only the blocks of that direction cut them.
    """

    def __init__(self, cluster: Cluster, addresses: Iterable[AddressSet] = ()) -> None:
        extra = tuple(addresses)
        self.cluster = cluster
        self.groups = _groups(cluster.endpoints)
        self._labels = LabelIndex([group[0].labels for group in self.groups])
        self._namespaces = LabelIndex([cluster.namespace_labels(group[0].namespace) for group in self.groups])
        self._every_namespace: LabelIndex | None = None
        self._in_namespace: dict[str, int] = {}
        self._ports: dict[str, dict[tuple[str, int], int]] = {}
        self.subjects = self._selectable = self._nodes = 0
        for position, group in enumerate(self.groups):
            self._register(group[0], 1 << position)
        self.pods = (1 << len(self.groups)) - 1
        self.cells: dict[Direction, tuple[AddressRange, ...]] = {
            direction: cut_addresses((*extra, *blocks(cluster.policies, direction))) for direction in DIRECTIONS
        }
        first = len(self.groups)
        self.first_cell: dict[Direction, int] = {"ingress": first, "egress": first + len(self.cells["ingress"])}
        self.every: dict[Direction, int] = {
            direction: self.pods | ((1 << len(self.cells[direction])) - 1) << self.first_cell[direction]
            for direction in DIRECTIONS
        }

    def _register(self, pod: Endpoint, bit: int) -> None:
        self._in_namespace[pod.namespace] = self._in_namespace.get(pod.namespace, 0) | bit
        if pod.host_network:
            self._nodes |= bit
            return
        self._selectable |= bit
        if pod.enforced:
            self.subjects |= bit
        for name in {port.name for port in pod.ports if port.name}:
            port = pod.named_port(name)
            if port is not None:
                numbers = self._ports.setdefault(name, {})
                numbers[port.protocol, port.number] = numbers.get((port.protocol, port.number), 0) | bit

    def select(self, namespaces: Selector | None, pods: Selector, own: str, *, nodes: bool = False) -> int:
        """Groups that selectors mean; without a namespace selector only those of the ``own`` namespace.

        hostNetwork pods are not among them, unless ``nodes`` asks for what the labels alone say.
        """
        where = self._in_namespace.get(own, 0) if namespaces is None else self._namespaces.matching(namespaces)
        found = where & self._labels.matching(pods) if where else 0
        return found if nodes else found & self._selectable

    def may_select(self, pods: Selector, namespace: str) -> bool:
        """Whether a selector matches pods that may be in a namespace, because no file says where one of both is."""
        found = self._labels.matching(pods)
        known = is_known(namespace)
        return any(found & bits for name, bits in self._in_namespace.items() if not known or not is_known(name))

    def has_pods(self, namespace: str) -> bool:
        """Whether any pod is in a namespace."""
        return namespace in self._in_namespace

    def knows_namespace(self, selector: Selector) -> bool:
        """Whether a selector matches a namespace that we know, with pods or without."""
        if self._every_namespace is None:
            self._every_namespace = LabelIndex([info.labels for info in self.cluster.namespaces.values()])
        return self._every_namespace.matching(selector) != 0

    def knows_pods(self, selector: Selector, namespace: str) -> bool:
        """Whether no operator makes pods in a namespace that a selector may mean.

        Some pod has each label key, for a key nobody has belongs to such pods; and there is nothing to make them of.
        """
        if namespace in self.cluster.operated:
            return False
        keys = {key for key, _ in selector.labels} | {each.key for each in selector.requirements}
        return all(self._labels.has_key(key) for key in keys)

    def subjects_of(self, policy: Policy) -> int:
        """Groups the policy decides about."""
        return self.select(policy.namespaces, policy.pods, policy.namespace) & self.subjects

    def peer(self, peer: Peer, policy: Policy, direction: Direction) -> int:
        """Groups and cells one peer of a rule means."""
        if isinstance(peer, PodPeer):
            return self.select(peer.namespaces, peer.pods, policy.namespace)
        if not isinstance(peer, AddressPeer):
            return 0
        found = 0
        for position, cell in enumerate(self.cells[direction]):
            spans = peer.addresses.v4 if cell.family == 4 else peer.addresses.v6
            if any(low <= cell.low and cell.high <= high for low, high in spans):
                found |= 1 << (self.first_cell[direction] + position)
        if peer.addresses.v4 == ALL_V4.v4 or peer.addresses.v6 == ALL_V6.v6:
            found |= self._nodes  # whatever address the node has, it is in there
        return found

    def meant(self, peer: PodPeer, policy: Policy) -> Iterator[Endpoint]:
        """The pods that the labels of a peer select, those of the node's network too."""
        for position in bits_of(self.select(peer.namespaces, peer.pods, policy.namespace, nodes=True)):
            yield from self.groups[position]

    def peers(self, rule: PolicyRule, policy: Policy, direction: Direction) -> int:
        """Groups and cells all peers of a rule mean together."""
        if rule.peers is None:
            return self.every[direction]
        found = 0
        for peer in rule.peers:
            found |= self.peer(peer, policy, direction)
        return found

    def named(self, port: NamedPort) -> list[tuple[ConnectionSet, int]]:
        """What a port's name means at the groups that have it; a name with another protocol means nothing there."""
        return [
            (connection(protocol, number, number), bits)
            for (protocol, number), bits in self._ports.get(port.name, {}).items()
            if port.protocol in (None, protocol)
        ]

    def parties(self, bits: int) -> Iterator[Endpoint | AddressRange]:
        """The members behind bits."""
        ingress, egress = self.first_cell["ingress"], self.first_cell["egress"]
        for position in bits_of(bits):
            if position < ingress:
                yield from self.groups[position]
            elif position < egress:
                yield self.cells["ingress"][position - ingress]
            else:
                yield self.cells["egress"][position - egress]


def static_ports(rule: PolicyRule, every: ConnectionSet) -> ConnectionSet:
    """The connections a rule's numbered ports mean, whoever the destination is."""
    if rule.ports is None:
        return every
    found = NONE
    for port in rule.ports:
        if not isinstance(port, NamedPort):
            found = found | connection(port.protocol, port.low, port.high)
    return found


def named_ports(rule: PolicyRule) -> tuple[NamedPort, ...]:
    """The ports of a rule that only a destination can resolve."""
    return tuple(port for port in rule.ports or () if isinstance(port, NamedPort))


def _groups(endpoints: Iterable[Endpoint]) -> tuple[tuple[Endpoint, ...], ...]:
    found: dict[object, list[Endpoint]] = {}
    for each in endpoints:
        key = (each.namespace, frozenset(each.labels.items()), each.ports, each.host_network, each.enforced)
        found.setdefault(key, []).append(each)
    return tuple(tuple(group) for group in found.values())


def blocks(policies: Iterable[Policy], direction: Direction) -> Iterator[AddressSet]:
    """The address blocks that rules of one direction name."""
    for policy in policies:
        for rule in policy.rules(direction):
            for peer in rule.peers or ():
                if isinstance(peer, AddressPeer):
                    yield peer.addresses


def cut_addresses(blocks: Iterable[AddressSet]) -> tuple[AddressRange, ...]:
    """All addresses, cut wherever a block starts or ends; IPv6 only where some block speaks of it."""
    starts: dict[int, set[int]] = {4: {0}, 6: set()}
    for block in blocks:
        for family, spans in ((4, block.v4), (6, block.v6)):
            starts[family].update(_starts(spans))
    if starts[6]:
        starts[6].add(0)
    found: list[AddressRange] = []
    for family, last in ((4, V4_MAX), (6, V6_MAX)):
        bounds = sorted(each for each in starts[family] if each <= last)
        ends = [each - 1 for each in bounds[1:]] + [last]
        found.extend(AddressRange(family, low, high) for low, high in zip(bounds, ends, strict=False))
    return tuple(found)


def _starts(spans: IntervalSet) -> Iterator[int]:
    for low, high in spans:
        yield low
        yield high + 1
