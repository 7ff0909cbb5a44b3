"""From policy objects of any shape to `policy.Policy`: the two families of kinds.

Reading never raises: what the API server would refuse becomes a problem with its place.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.network.parse_parts import Reader, metadata_text
from gitops_lint.network.policy import (
    DIRECTIONS,
    PEERS_FIELD,
    Action,
    Direction,
    OpaquePeer,
    ParsedPolicy,
    Peer,
    Policy,
    PolicyRule,
    Tier,
)
from gitops_lint.network.selectors import EVERYTHING, NOTHING, Pointer, Selector, parse_selector

_TYPES: dict[str, Direction] = {"Ingress": "ingress", "Egress": "egress"}
_ADMIN_PEERS = ("namespaces", "pods", "nodes", "networks", "domainNames")
_ACTIONS: dict[str, Action] = {"Allow": "allow", "Accept": "allow", "Deny": "deny", "Pass": "pass"}

_NETWORK = ("networking.k8s.io", "NetworkPolicy")
_APPLICATION = ("networking.k8s.aws", "ApplicationNetworkPolicy")
_ADMIN = frozenset(
    {
        ("policy.networking.k8s.io", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
        ("networking.k8s.aws", "ClusterNetworkPolicy"),
    }
)


def group_and_kind(obj: object) -> tuple[str, str]:
    """API group and kind of an object of any shape; empty strings where it has none."""
    if not isinstance(obj, dict):
        return "", ""
    api_version, kind = obj.get("apiVersion"), obj.get("kind")
    group = api_version.partition("/")[0] if isinstance(api_version, str) and "/" in api_version else ""
    return group, kind if isinstance(kind, str) else ""


def is_policy(obj: object) -> bool:
    """Whether `parse_policy` understands this kind."""
    identity = group_and_kind(obj)
    return identity in (_NETWORK, _APPLICATION) or identity in _ADMIN


def parse_policy(obj: object, *, namespace: str = "default", source: object = None) -> ParsedPolicy:
    """Read one policy object of any shape; ``policy`` is None for a kind we do not evaluate.

    ``namespace`` is where a namespaced policy without ``metadata.namespace`` ends up; ``source`` stays on it.
    """
    identity = group_and_kind(obj)
    if isinstance(obj, dict) and identity in (_NETWORK, _APPLICATION):
        return _network_policy(obj, identity, namespace, source)
    if isinstance(obj, dict) and identity in _ADMIN:
        return _admin_policy(obj, identity, source)
    return ParsedPolicy(None)


def _network_policy(obj: dict[Any, Any], identity: tuple[str, str], namespace: str, source: object) -> ParsedPolicy:
    """NetworkPolicy, and AWS' ApplicationNetworkPolicy, which adds ``domainNames`` to egress peers."""
    reader = Reader()
    spec = reader.mapping(obj.get("spec"), ("spec",))
    rules = {
        direction: _network_rules(reader, spec.get(direction), ("spec", direction), direction)
        for direction in DIRECTIONS
    }
    isolates, explicit = _policy_types(reader, spec, bool(rules["egress"]))
    pods = parse_selector(spec.get("podSelector"), ("spec", "podSelector"), reader.problems)
    for direction in DIRECTIONS:
        if rules[direction] and direction not in isolates:
            title = direction.capitalize()
            message = f"{direction} rules are ignored because policyTypes does not list '{title}'"
            reader.problem("direction-not-in-policy-types", ("spec", direction), message, refused=False)
    if not explicit and spec.get("egress") == []:
        message = "egress is not denied: without policyTypes an empty egress list is ignored"
        reader.problem("egress-empty-without-policy-types", ("spec", "egress"), message, refused=False)
    policy = Policy(
        kind=identity[1],
        group=identity[0],
        name=metadata_text(obj, "name"),
        namespace=metadata_text(obj, "namespace") or namespace,
        tier="network",
        namespaces=None,
        pods=pods,
        ingress=rules["ingress"] if "ingress" in isolates else (),
        egress=rules["egress"] if "egress" in isolates else (),
        isolates=isolates,
        source=source,
    )
    return ParsedPolicy(policy, tuple(reader.problems))


def _policy_types(reader: Reader, spec: dict[Any, Any], has_egress: bool) -> tuple[frozenset[Direction], bool]:
    """Directions and whether they were written.

    An empty list is defaulted like a missing one: Ingress, and Egress only where there are egress rules
    (``SetDefaults_NetworkPolicy``).
    """
    written = reader.sequence(spec.get("policyTypes"), ("spec", "policyTypes"))
    if not written:
        return frozenset(DIRECTIONS if has_egress else DIRECTIONS[:1]), False
    if len(written) > 2:
        reader.problem("policy-types-invalid", ("spec", "policyTypes"), "may not specify more than two policyTypes")
    found: set[Direction] = set()
    for index, each in enumerate(written):
        if isinstance(each, str) and each in _TYPES:
            found.add(_TYPES[each])
        else:
            message = "unsupported value, must be 'Ingress' or 'Egress'"
            reader.problem("policy-types-invalid", ("spec", "policyTypes", index), message)
    return frozenset(found), True


def _network_rules(reader: Reader, value: object, pointer: Pointer, direction: Direction) -> tuple[PolicyRule, ...]:
    found = []
    for index, item in enumerate(reader.sequence(value, pointer)):
        at = (*pointer, index)
        rule = reader.mapping(item, at)
        key = PEERS_FIELD[direction]
        other = PEERS_FIELD["egress" if direction == "ingress" else "ingress"]
        if other in rule:
            message = f"unknown field '{other}': {direction} rules have '{key}', so this one matches every peer"
            reader.problem("peers-field-wrong", (*at, other), message)
        peers = reader.network_peers(rule.get(key), (*at, key))
        ports = reader.network_ports(rule.get("ports"), (*at, "ports"))
        found.append(PolicyRule(index, peers, ports, pointer=at, peers_empty=rule.get(key) == []))
    return tuple(found)


def _admin_policy(obj: dict[Any, Any], identity: tuple[str, str], source: object) -> ParsedPolicy:
    """AdminNetworkPolicy, BaselineAdminNetworkPolicy and both groups' ClusterNetworkPolicy."""
    reader = Reader()
    spec = reader.mapping(obj.get("spec"), ("spec",))
    kind, name = identity[1], metadata_text(obj, "name")
    tier: Tier = "baseline" if kind == "BaselineAdminNetworkPolicy" else "admin"
    priority = 0
    if kind == "ClusterNetworkPolicy":
        written = spec.get("tier")
        if written not in ("Admin", "Baseline"):
            reader.problem("tier-invalid", ("spec", "tier"), "unsupported value, must be 'Admin' or 'Baseline'")
        tier = "baseline" if written == "Baseline" else "admin"
    if kind == "BaselineAdminNetworkPolicy":
        if name != "default":
            reader.problem("baseline-name", ("metadata", "name"), "only one baseline policy with the name 'default'")
    else:
        priority = _priority(reader, spec.get("priority"))
    namespaces, pods = _subject(reader, spec.get("subject"), ("spec", "subject"))
    policy = Policy(
        kind=kind,
        group=identity[0],
        name=name,
        namespace="",
        tier=tier,
        namespaces=namespaces,
        pods=pods,
        ingress=_admin_rules(reader, spec, "ingress", identity),
        egress=_admin_rules(reader, spec, "egress", identity),
        priority=priority,
        source=source,
    )
    return ParsedPolicy(policy, tuple(reader.problems))


def _priority(reader: Reader, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        reader.problem("priority-invalid", ("spec", "priority"), "must be between 0 and 1000, inclusive")
        return 1000
    return value


def _subject(reader: Reader, value: object, pointer: Pointer) -> tuple[Selector, Selector]:
    subject = reader.mapping(value, pointer)
    chosen = [key for key in ("namespaces", "pods") if subject.get(key) is not None]
    if len(chosen) != 1:
        reader.problem("subject-invalid", pointer, "exactly one of namespaces and pods must be set")
        return NOTHING, NOTHING
    at = (*pointer, chosen[0])
    if chosen == ["namespaces"]:
        return parse_selector(subject["namespaces"], at, reader.problems), EVERYTHING
    return reader.namespaced_pods(subject["pods"], at)


def _admin_rules(
    reader: Reader, spec: dict[Any, Any], direction: Direction, identity: tuple[str, str]
) -> tuple[PolicyRule, ...]:
    allowed = ["Accept" if identity[1] == "ClusterNetworkPolicy" else "Allow", "Deny", "Pass"]
    if identity[1] == "BaselineAdminNetworkPolicy":
        allowed.remove("Pass")
    found = []
    for index, item in enumerate(reader.sequence(spec.get(direction), ("spec", direction))):
        at: Pointer = ("spec", direction, index)
        rule = reader.mapping(item, at)
        action = rule.get("action")
        if not isinstance(action, str) or action not in allowed:
            listed = ", ".join(f"'{each}'" for each in allowed)
            reader.problem("action-invalid", (*at, "action"), f"unsupported value, must be one of {listed}")
            continue
        found.append(
            PolicyRule(
                index=index,
                peers=_admin_peers(reader, rule.get(PEERS_FIELD[direction]), (*at, PEERS_FIELD[direction]), action),
                ports=reader.admin_ports(rule, at, identity),
                action=_ACTIONS[action],
                name=rule["name"] if isinstance(rule.get("name"), str) else "",
                pointer=at,
            )
        )
    return tuple(found)


def _admin_peers(reader: Reader, value: object, pointer: Pointer, action: str) -> tuple[Peer, ...]:
    written = reader.sequence(value, pointer)
    if not written:
        reader.problem("peers-missing", pointer, "at least one peer must be specified")
    found: list[Peer] = []
    for index, item in enumerate(written):
        at = (*pointer, index)
        peer = reader.mapping(item, at)
        chosen = [key for key in _ADMIN_PEERS if peer.get(key) is not None]
        if len(chosen) != 1:
            reader.problem("peer-invalid", at, "exactly one kind of peer must be specified")
            found.append(OpaquePeer("invalid", at))
        elif chosen[0] in ("nodes", "domainNames"):
            if chosen[0] == "domainNames" and action not in ("Accept", "Allow"):
                reader.problem("peer-invalid", at, "domainNames peer can only be used with Accept action")
            found.append(OpaquePeer(chosen[0], at))
        else:
            found.append(reader.admin_peer(chosen[0], peer[chosen[0]], at))
    return tuple(found)
