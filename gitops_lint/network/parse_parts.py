"""The parts of policies: peers and ports, from values of any shape."""

from __future__ import annotations

import re
from typing import Any

from gitops_lint.network.connections import PORT_MAX, PORT_MIN, PROTOCOLS
from gitops_lint.network.intervals import AddressSet, Block, parse_cidr
from gitops_lint.network.policy import AddressPeer, NamedPort, OpaquePeer, Peer, PodPeer, Port, PortRange
from gitops_lint.network.selectors import EVERYTHING, Pointer, PolicyProblem, Selector, parse_selector
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass, field

_NAME = regex(r"(?=.{1,15}\Z)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)  # IANA_SVC_NAME
_RANGE_TEXT = f"must be between {PORT_MIN} and {PORT_MAX}, inclusive"


def metadata_text(obj: dict[Any, Any], key: str) -> str:
    """``metadata.<key>`` where it is a string, else nothing."""
    metadata = obj.get("metadata")
    value = metadata.get(key) if isinstance(metadata, dict) else None
    return value if isinstance(value, str) else ""


def is_port_number(value: object) -> bool:
    """An integer from 1 to 65535; True and False are no integers in JSON."""
    return isinstance(value, int) and not isinstance(value, bool) and PORT_MIN <= value <= PORT_MAX


@dataclass(slots=True)
class Reader:
    """Collects problems while one object is read."""

    problems: list[PolicyProblem] = field(default_factory=list)

    def problem(self, code: str, pointer: Pointer, message: str, *, refused: bool = True) -> None:
        """Remember what is wrong."""
        self.problems.append(PolicyProblem(code, pointer, message, refused))

    def mapping(self, value: object, pointer: Pointer) -> dict[Any, Any]:
        """The mapping, or an empty one with a problem; null is absent."""
        if isinstance(value, dict):
            return value
        if value is not None:
            self.problem("shape-invalid", pointer, "must be a mapping")
        return {}

    def sequence(self, value: object, pointer: Pointer) -> list[Any]:
        """The list, or an empty one with a problem; null is absent."""
        if isinstance(value, list):
            return value
        if value is not None:
            self.problem("shape-invalid", pointer, "must be a list")
        return []

    def network_peers(self, value: object, pointer: Pointer) -> tuple[Peer, ...] | None:
        """``from`` or ``to`` of a NetworkPolicy; missing and empty are None: any peer."""
        if value is None or value == []:
            return None
        if not isinstance(value, list):
            self.problem("shape-invalid", pointer, "must be a list")
            return (OpaquePeer("invalid", pointer),)
        return tuple(self._network_peer(peer, (*pointer, index)) for index, peer in enumerate(value))

    def _network_peer(self, value: object, pointer: Pointer) -> Peer:
        peer = self.mapping(value, pointer)
        pods, namespaces, block = peer.get("podSelector"), peer.get("namespaceSelector"), peer.get("ipBlock")
        selecting = pods is not None or namespaces is not None
        if peer.get("domainNames") is not None and not selecting and block is None:
            return OpaquePeer("domainNames", pointer)
        if block is not None and selecting:
            self.problem("peer-combined", pointer, "may not specify both ipBlock and another peer")
            return OpaquePeer("invalid", pointer)
        if block is not None:
            return self._ip_block(block, (*pointer, "ipBlock"))
        if not selecting:
            self.problem("peer-empty", pointer, "must specify a peer")
            return OpaquePeer("invalid", pointer)
        return PodPeer(
            None if namespaces is None else parse_selector(namespaces, (*pointer, "namespaceSelector"), self.problems),
            parse_selector(pods, (*pointer, "podSelector"), self.problems),
            pointer,
        )

    def _ip_block(self, value: object, pointer: Pointer) -> Peer:
        block = self.mapping(value, pointer)
        cidr = self._cidr(block.get("cidr"), (*pointer, "cidr"))
        holes = []
        for index, each in enumerate(self.sequence(block.get("except"), (*pointer, "except"))):
            at = (*pointer, "except", index)
            hole = self._cidr(each, at)
            if hole is None or cidr is None:
                continue
            holes.append(hole)
            if not (cidr.contains(hole) and hole.prefix > cidr.prefix):
                self.problem("except-outside-cidr", at, "must be a strict subset of `cidr`")
        if cidr is None:
            return OpaquePeer("invalid", pointer[:-1])
        return AddressPeer(AddressSet.of(cidr, *holes), pointer[:-1])

    def _cidr(self, value: object, pointer: Pointer) -> Block | None:
        block = parse_cidr(value)
        if block is None:
            self.problem("cidr-invalid", pointer, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
        elif not block.canonical:
            from gitops_lint.network.intervals import address_text

            wanted = f"{address_text(block.family, block.low)}/{block.prefix}"
            message = f"address bits are set beyond the prefix length, '{wanted}' is what counts"
            self.problem("cidr-not-canonical", pointer, message, refused=False)
        return block

    def network_ports(self, values: object, pointer: Pointer) -> tuple[Port, ...] | None:
        """``ports`` of a NetworkPolicy rule; missing and empty are None: any port; an invalid item opens nothing."""
        if values is None or values == []:
            return None
        found = []
        for index, value in enumerate(self.sequence(values, pointer)):
            port = self._network_port(self.mapping(value, (*pointer, index)), (*pointer, index))
            if port is not None:
                found.append(port)
        return tuple(found)

    def _network_port(self, item: dict[Any, Any], at: Pointer) -> Port | None:
        protocol = self._protocol(item.get("protocol"), (*at, "protocol"))
        port, end = item.get("port"), item.get("endPort")
        if port is None:
            if end is not None:
                message = "may not be specified when `port` is not specified"
                self.problem("end-port-without-port", (*at, "endPort"), message)
            return PortRange(protocol, PORT_MIN, PORT_MAX, at) if protocol else None
        if isinstance(port, str):
            if not _NAME.match(port):
                message = "must be at most 15 lower case letters, digits and single dashes, with a letter"
                self.problem("port-name-invalid", (*at, "port"), message)
            if end is not None:
                message = "may not be specified when `port` is non-numeric"
                self.problem("end-port-with-named-port", (*at, "endPort"), message)
            return NamedPort(port, protocol, at) if protocol else None
        if not is_port_number(port):
            self.problem("port-invalid", (*at, "port"), _RANGE_TEXT)
            return None
        high = port
        if end is not None:
            if not is_port_number(end):
                self.problem("port-invalid", (*at, "endPort"), _RANGE_TEXT)
                return None
            if end < port:
                self.problem("end-port-below-port", (*at, "endPort"), "must be greater than or equal to `port`")
                return None
            high = end
        return PortRange(protocol, port, high, at) if protocol else None

    def _protocol(self, value: object, pointer: Pointer) -> str:
        """The protocol, or nothing with a problem; absent is TCP."""
        if value is None or value == "":
            return "TCP"
        if isinstance(value, str) and value in PROTOCOLS:
            return value
        self.problem("protocol-unknown", pointer, "unsupported value, must be 'SCTP', 'TCP' or 'UDP'")
        return ""

    def namespaced_pods(self, value: object, pointer: Pointer) -> tuple[Selector, Selector]:
        """``pods`` of a subject or peer: a namespace selector and a pod selector, both must match."""
        pods = self.mapping(value, pointer)
        return (
            parse_selector(pods.get("namespaceSelector"), (*pointer, "namespaceSelector"), self.problems),
            parse_selector(pods.get("podSelector"), (*pointer, "podSelector"), self.problems),
        )

    def admin_peer(self, kind: str, value: object, pointer: Pointer) -> Peer:
        """``namespaces``, ``pods`` or ``networks`` of an admin policy's rule."""
        at = (*pointer, kind)
        if kind == "namespaces":
            return PodPeer(parse_selector(value, at, self.problems), EVERYTHING, pointer)
        if kind == "pods":
            namespaces, pods = self.namespaced_pods(value, at)
            return PodPeer(namespaces, pods, pointer)
        addresses = AddressSet()
        for index, each in enumerate(self.sequence(value, at)):
            block = self._cidr(each, (*at, index))
            if block is not None:
                addresses = addresses | AddressSet.of(block)
        return AddressPeer(addresses, pointer)

    def admin_ports(self, rule: dict[Any, Any], at: Pointer, identity: tuple[str, str]) -> tuple[Port, ...] | None:
        """``ports``, or ``protocols`` in v1alpha2; None is any port, an empty list none."""
        modern = identity == ("policy.networking.k8s.io", "ClusterNetworkPolicy")
        key = "protocols" if modern else "ports"
        if rule.get(key) is None:
            return None
        found: list[Port] = []
        for index, value in enumerate(self.sequence(rule[key], (*at, key))):
            place = (*at, key, index)
            item = self.mapping(value, place)
            port = self._modern_port(item, place) if modern else self._admin_port(item, place)
            if port is None:
                self.problem("port-invalid", place, "exactly one valid kind of port must be specified")
            else:
                found.append(port)
        return tuple(found)

    def _admin_port(self, item: dict[Any, Any], at: Pointer) -> Port | None:
        chosen = [key for key in ("portNumber", "portRange", "namedPort") if item.get(key) is not None]
        if len(chosen) != 1:
            return None
        key = chosen[0]
        if key == "namedPort":
            return NamedPort(item[key], None, at) if isinstance(item[key], str) else None
        value = self.mapping(item[key], (*at, key))
        protocol = self._protocol(value.get("protocol"), (*at, key, "protocol"))
        low, high = (value.get("port"),) * 2 if key == "portNumber" else (value.get("start"), value.get("end"))
        return _range(protocol, low, high, at)

    def _modern_port(self, item: dict[Any, Any], at: Pointer) -> Port | None:
        chosen = [key for key in ("tcp", "udp", "sctp", "destinationNamedPort") if item.get(key) is not None]
        if len(chosen) != 1:
            return None
        key = chosen[0]
        if key == "destinationNamedPort":
            return NamedPort(item[key], None, at) if isinstance(item[key], str) else None
        outer = self.mapping(item[key], (*at, key))
        destination = self.mapping(outer.get("destinationPort"), (*at, key, "destinationPort"))
        span = destination.get("range")
        if isinstance(span, dict):
            return _range(key.upper(), span.get("start"), span.get("end"), at)
        return _range(key.upper(), destination.get("number"), destination.get("number"), at)


def _range(protocol: str, low: object, high: object, at: Pointer) -> Port | None:
    if not protocol or not isinstance(low, int) or not isinstance(high, int):
        return None
    if not is_port_number(low) or not is_port_number(high) or high < low:
        return None
    return PortRange(protocol, low, high, at)
