"""Questions about one pair of parties, and the difference between two states of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitops_lint.network.cluster import Cluster, Endpoint
from gitops_lint.network.connections import ALL, NONE, ConnectionSet, connection
from gitops_lint.network.intervals import AddressSet, IntervalSet, parse_cidr
from gitops_lint.network.policy import DIRECTIONS, AddressPeer, Direction, PodPeer, Policy, PolicyRule
from gitops_lint.network.reachability import Reachability, reachability
from gitops_lint.network.universe import AddressRange, blocks, named_ports, static_ports
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_lint.network.policy import Action, Peer
    from gitops_lint.network.selectors import Pointer

Party = Endpoint | AddressRange


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that matches a connection, or, without a rule, a policy that isolates the pod."""

    policy: Policy
    direction: Direction
    rule: PolicyRule | None
    action: Action | Literal["isolate"]
    connections: ConnectionSet  #: of the asked-for ones, those this decides

    @property
    def pointer(self) -> Pointer:
        """The place inside the policy."""
        return self.rule.pointer if self.rule else ("spec", "podSelector")

    def __str__(self) -> str:
        """``NetworkPolicy shop/deny: ingress rule #1 allows TCP 80``."""
        if self.rule is None:
            return f"{self.policy.identity}: isolates for {self.direction}"
        verb = {"allow": "allows", "deny": "denies", "pass": "passes"}.get(self.action, self.action)
        return f"{self.policy.identity}: {self.direction} rule #{self.rule.index + 1} {verb} {self.connections}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What of the asked-for connections is allowed, and why; no reasons on a side mean nothing isolates it."""

    source: Party
    target: Party
    asked: ConnectionSet
    allowed: ConnectionSet
    egress: tuple[Reason, ...]
    ingress: tuple[Reason, ...]

    @property
    def reachable(self) -> bool:
        """Whether everything asked for is allowed."""
        return bool(self.asked) and self.asked <= self.allowed


def ask(reach: Reachability, source: Party, target: Party, asked: ConnectionSet = ALL) -> Answer:
    """Which of the asked-for connections ``source`` may open to ``target``, and which rules say so.

    Raises:
        KeyError: for a party that is not one of this cluster's.

    """
    return Answer(
        source,
        target,
        asked,
        reach.allowed(source, target) & asked,
        tuple(_reasons(reach, source, target, target, "egress", asked)),
        tuple(_reasons(reach, target, source, target, "ingress", asked)),
    )


def _reasons(
    reach: Reachability, subject: Party, other: Party, target: Party, direction: Direction, asked: ConnectionSet
) -> Iterator[Reason]:
    """Rules in the order they are consulted; in the admin tiers a rule decides only what none before it decided."""
    if not isinstance(subject, Endpoint):
        return
    policies = reach.selecting(subject, direction)
    undecided = open_ = asked  # what the admin tier has left to decide, and what it leaves to the tiers below
    for policy in policies:
        if policy.tier == "admin":
            for reason in _ordered(reach.cluster, policy, other, target, direction, undecided):
                undecided = undecided - reason.connections
                open_ = open_ - reason.connections if reason.action != "pass" else open_
                yield reason
    network = [policy for policy in policies if policy.tier == "network"]
    for policy in network:
        reasons = list(_ordered(reach.cluster, policy, other, target, direction, open_, first_only=False))
        yield from reasons or [Reason(policy, direction, None, "isolate", NONE)]
    for policy in policies if not network else ():
        if policy.tier == "baseline":
            for reason in _ordered(reach.cluster, policy, other, target, direction, open_):
                open_ = open_ - reason.connections
                yield reason


def _ordered(
    cluster: Cluster,
    policy: Policy,
    other: Party,
    target: Party,
    direction: Direction,
    asked: ConnectionSet,
    *,
    first_only: bool = True,
) -> Iterator[Reason]:
    left = asked
    for rule in policy.rules(direction):
        matched = rule_connections(rule, target) & left if _rule_matches(cluster, policy, rule, other) else NONE
        if matched:
            yield Reason(policy, direction, rule, rule.action, matched)
            left = left - matched if first_only else left


def rule_connections(rule: PolicyRule, target: Party) -> ConnectionSet:
    """The connections a rule's ports mean at one destination."""
    found = static_ports(rule, ALL)
    for port in named_ports(rule):
        named = target.named_port(port.name) if isinstance(target, Endpoint) else None
        if named is not None and port.protocol in (None, named.protocol):
            found = found | connection(named.protocol, named.number, named.number)
    return found


def _rule_matches(cluster: Cluster, policy: Policy, rule: PolicyRule, other: Party) -> bool:
    return rule.peers is None or any(peer_matches(cluster, policy, peer, other) for peer in rule.peers)


def peer_matches(cluster: Cluster, policy: Policy, peer: Peer, other: Party) -> bool:
    """Whether one peer of a rule means that party."""
    if isinstance(peer, AddressPeer):
        if isinstance(other, Endpoint):
            whole = any(spans.spans[0][0] == 0 and spans.spans[0][1] >= 2**32 - 1 for spans in _families(peer))
            return other.host_network and whole
        return AddressSet(**{f"v{other.family}": IntervalSet(((other.low, other.high),))}) <= peer.addresses
    if not isinstance(peer, PodPeer) or not isinstance(other, Endpoint) or other.host_network:
        return False
    if peer.namespaces is None:
        return other.namespace == policy.namespace and peer.pods.matches(other.labels)
    return peer.namespaces.matches(cluster.namespace_labels(other.namespace)) and peer.pods.matches(other.labels)


def _families(peer: AddressPeer) -> Iterator[IntervalSet]:
    if peer.addresses.v4 == IntervalSet(((0, 2**32 - 1),)):
        yield peer.addresses.v4
    if peer.addresses.v6 == IntervalSet(((0, 2**128 - 1),)):
        yield peer.addresses.v6


def find(cluster: Cluster, text: str) -> list[Party]:
    """Parties by ``name``, ``namespace/name``, either with ``[Kind]``, or an address or CIDR; empty if there is none.

    For an address, ask a reachability that was made with it among its ``addresses``.
    """
    block = parse_cidr(text) or parse_cidr(f"{text}/{128 if ':' in text else 32}")
    if block is not None:
        return [AddressRange(block.family, block.low, block.high)]
    return [pod for pod in cluster.endpoints if text in _names(pod)]


def _names(pod: Endpoint) -> tuple[str, ...]:
    return pod.name, f"{pod.namespace}/{pod.name}", f"{pod.name}[{pod.kind}]", str(pod)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change opens and closes between two parties; ``both_states`` is False where a workload came or went."""

    source: Party
    target: Party
    opened: ConnectionSet
    closed: ConnectionSet
    both_states: bool


def diff(before: Cluster, after: Cluster) -> tuple[Change, ...]:
    """Connections that differ between two states, workloads matched by namespace, name and kind; sorted."""
    cuts = [block for cluster in (before, after) for way in DIRECTIONS for block in blocks(cluster.policies, way)]
    old = {_key(each.source, each.target): each for each in reachability(before, addresses=cuts).connections()}
    new = {_key(each.source, each.target): each for each in reachability(after, addresses=cuts).connections()}
    had = {str(pod) for pod in before.endpoints}
    has = {str(pod) for pod in after.endpoints}
    found = []
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        either = other or one
        if either is None:
            continue
        was, now = one.allowed if one else NONE, other.allowed if other else NONE
        if was == now:
            continue
        pods = [str(party) for party in (either.source, either.target) if isinstance(party, Endpoint)]
        stayed = all(name in had and name in has for name in pods)
        found.append(Change(either.source, either.target, now - was, was - now, stayed))
    return tuple(_joined(found))


def _key(source: Party, target: Party) -> tuple[tuple[str, int], tuple[str, int]]:
    return _order(source), _order(target)


def _order(party: Party) -> tuple[str, int]:
    if isinstance(party, AddressRange):
        return f"~{party.family}", party.low  # after every workload, by number
    return str(party), 0


def _joined(changes: list[Change]) -> Iterator[Change]:
    """Neighbouring addresses with the same change are one change."""
    held: Change | None = None
    for change in sorted(changes, key=lambda each: (_pods_first(each), _key(each.source, each.target))):
        merged = _merge(held, change) if held else None
        if held and not merged:
            yield held
        held = merged or change
    if held:
        yield held


def _pods_first(change: Change) -> tuple[int, str]:
    if isinstance(change.source, AddressRange):
        return 1, str(change.target)
    return (2, str(change.source)) if isinstance(change.target, AddressRange) else (0, "")


def _merge(one: Change, other: Change) -> Change | None:
    if (one.opened, one.closed) != (other.opened, other.closed):
        return None
    source, target = _adjacent(one.source, other.source), _adjacent(one.target, other.target)
    return Change(source, target, one.opened, one.closed, one.both_states) if source and target else None


def _adjacent(one: Party, other: Party) -> Party | None:
    if isinstance(one, AddressRange) and isinstance(other, AddressRange):
        touching = one.family == other.family and one.high + 1 == other.low
        return AddressRange(one.family, one.low, other.high) if touching else None
    return one if str(one) == str(other) else None
