"""What one group of pods may do in one direction: every other party, by the connections allowed with it.

Order of precedence: admin tier by priority and rule (Allow and Deny decide, Pass leaves the tier), then NetworkPolicies
where one isolates the pod, else the baseline tier, else allowed (``sigs.k8s.io/network-policy-api``, KEP 2091).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.network.connections import ALL, NONE, ConnectionSet, connection
from gitops_lint.network.universe import Universe, bits_of, named_ports, static_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gitops_lint.network.cluster import Endpoint
    from gitops_lint.network.policy import Direction, Policy, PolicyRule

Row = dict[ConnectionSet, int]  #: connections to the parties that have exactly them; parties of no key have none
_Decided = tuple[ConnectionSet, ConnectionSet, ConnectionSet]  #: allowed, denied, passed on


class RowBuilder:
    """Rows of one direction, each computed once per distinct combination of policies and port names."""

    def __init__(self, universe: Universe, direction: Direction) -> None:
        self._universe = universe
        self._direction: Direction = direction
        self._every = universe.every[direction]
        self._open: Row = {ALL: self._every}
        self._selecting: list[list[Policy]] = [[] for _ in universe.groups]
        self._rules: dict[int, list[tuple[ConnectionSet, int]]] = {}
        self._rows: dict[object, Row] = {}
        for policy in sorted(universe.cluster.policies, key=lambda each: (each.priority, each.name)):
            if policy.affects(direction):
                self._note(policy)

    def _note(self, policy: Policy) -> None:
        for group in bits_of(self._universe.subjects_of(policy)):
            self._selecting[group].append(policy)

    def selecting(self, group: int) -> Sequence[Policy]:
        """The policies that decide about a group, in the order of their priority."""
        return self._selecting[group]

    def row(self, group: int) -> Row:
        """Who may be on the other side, with which connections."""
        policies = self._selecting[group]
        if not policies:
            return self._open
        key = (tuple(id(policy) for policy in policies), self._resolved(group, policies))
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = self._compute(group, policies)
        return found

    def _resolved(self, group: int, policies: Sequence[Policy]) -> object:
        """For ingress, the numbers that the names used by these policies have in this group."""
        if self._direction == "egress":
            return ()
        pod = self._universe.groups[group][0]
        names = {port.name for policy in policies for rule in policy.ingress for port in named_ports(rule)}
        return tuple((name, pod.named_port(name)) for name in sorted(names))

    def _compute(self, group: int, policies: Sequence[Policy]) -> Row:
        admin = [policy for policy in policies if policy.tier == "admin"]
        network = [policy for policy in policies if policy.tier == "network"]
        if network:
            rest = self._network_row(group, network)
        else:
            baseline = self._decide(group, [policy for policy in policies if policy.tier == "baseline"])
            rest = {}
            for (_, denied, _), bits in baseline.items():
                _join(rest, ALL - denied, bits)
        if not admin:
            return {allowed: bits for allowed, bits in rest.items() if allowed}
        found: Row = {}
        covered = 0
        for bits in rest.values():
            covered |= bits
        whole = [*rest.items(), (NONE, self._every & ~covered)]
        for (allowed, denied, _), bits in self._decide(group, admin).items():
            for below, others in whole:
                if bits & others:
                    _join(found, allowed | (below - denied), bits & others)
        found.pop(NONE, None)
        return found

    def _network_row(self, group: int, policies: Sequence[Policy]) -> Row:
        row: Row = {}
        for policy in policies:
            for rule in policy.rules(self._direction):
                for allowed, bits in self._parts(rule, policy, group):
                    _add(row, allowed, bits)
        return row

    def _decide(self, group: int, policies: Sequence[Policy]) -> dict[_Decided, int]:
        state: dict[_Decided, int] = {(NONE, NONE, NONE): self._every}
        for policy in policies:
            for rule in policy.rules(self._direction):
                for matched, bits in self._parts(rule, policy, group):
                    state = _refine(state, rule, matched, bits)
        return state

    def _parts(self, rule: PolicyRule, policy: Policy, group: int) -> list[tuple[ConnectionSet, int]]:
        """The connections a rule matches, with the parties it matches them for."""
        names = named_ports(rule)
        if names and self._direction == "ingress":
            matched = static_ports(rule, ALL)
            for port in names:
                for meaning, bits in self._universe.named(port):
                    if bits >> group & 1:
                        matched = matched | meaning
            return [(matched, self._universe.peers(rule, policy, self._direction))] if matched else []
        found = self._rules.get(id(rule))
        if found is None:
            found = self._rules[id(rule)] = self._static_parts(rule, policy)
        return found

    def _static_parts(self, rule: PolicyRule, policy: Policy) -> list[tuple[ConnectionSet, int]]:
        peers = self._universe.peers(rule, policy, self._direction)
        if not peers:
            return []
        row: Row = {}
        _add(row, static_ports(rule, ALL), peers)
        for port in named_ports(rule):
            for meaning, bits in self._universe.named(port):
                _add(row, meaning, bits & peers)
        return [(allowed, bits) for allowed, bits in row.items() if allowed and bits]


def _add(row: Row, more: ConnectionSet, bits: int) -> None:
    """Allow ``more`` for those parties, whatever they had."""
    if not more or not bits:
        return
    for allowed, where in list(row.items()):
        both = where & bits
        if not both:
            continue
        bits ^= both
        merged = allowed | more
        if merged != allowed:
            if where == both:
                del row[allowed]
            else:
                row[allowed] = where ^ both
            _join(row, merged, both)
        if not bits:
            return
    _join(row, more, bits)


def _join(row: Row, allowed: ConnectionSet, bits: int) -> None:
    row[allowed] = row.get(allowed, 0) | bits


def _refine(state: dict[_Decided, int], rule: PolicyRule, matched: ConnectionSet, bits: int) -> dict[_Decided, int]:
    """One ordered rule decides what no earlier rule of the tier decided."""
    found: dict[_Decided, int] = {}
    for (allowed, denied, passed), where in state.items():
        both = where & bits
        if where != both:
            kept = (allowed, denied, passed)
            found[kept] = found.get(kept, 0) | (where ^ both)
        if both:
            fresh = matched - allowed - denied - passed
            after = (
                allowed | fresh if rule.action == "allow" else allowed,
                denied | fresh if rule.action == "deny" else denied,
                passed | fresh if rule.action == "pass" else passed,
            )
            found[after] = found.get(after, 0) | both
    return found


def possible_ports(policies: Sequence[Policy], pod: Endpoint, counts: Callable[[PolicyRule], bool]) -> ConnectionSet:
    """The most that ingress rules may allow to a pod from somebody we do not know; everything where nothing isolates.

    ``counts`` says whether a rule may mean that somebody. Deny rules are not counted: this is an upper bound.
    """
    if not any(policy.isolates for policy in policies):
        return ALL
    found = NONE
    for policy in policies:
        for rule in policy.ingress:
            if rule.action == "allow" and counts(rule):
                found = found | static_ports(rule, ALL)
                for port in named_ports(rule):
                    named = pod.named_port(port.name)
                    if named is not None and port.protocol in (None, named.protocol):
                        found = found | connection(named.protocol, named.number, named.number)
    return found
