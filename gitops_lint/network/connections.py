"""Sets of connections: for each protocol the ports it may reach."""

from __future__ import annotations

from gitops_lint.network.intervals import EMPTY, IntervalSet
from gitops_lint.values import dataclass

PROTOCOLS = ("TCP", "UDP", "SCTP")
PORT_MIN, PORT_MAX = 1, 65535
_EVERY_PORT = IntervalSet(((PORT_MIN, PORT_MAX),))


@dataclass(frozen=True, slots=True)
class ConnectionSet:
    """Ports 1-65535 of TCP, UDP and SCTP; ICMP and other protocols are outside what policies describe."""

    tcp: IntervalSet = EMPTY
    udp: IntervalSet = EMPTY
    sctp: IntervalSet = EMPTY

    def __bool__(self) -> bool:
        return bool(self.tcp.spans or self.udp.spans or self.sctp.spans)

    def __or__(self, other: ConnectionSet) -> ConnectionSet:
        if self is other or not other:
            return self
        if not self:
            return other
        return ConnectionSet(self.tcp | other.tcp, self.udp | other.udp, self.sctp | other.sctp)

    def __and__(self, other: ConnectionSet) -> ConnectionSet:
        if self is other or other == ALL:
            return self
        if self == ALL:
            return other
        return ConnectionSet(self.tcp & other.tcp, self.udp & other.udp, self.sctp & other.sctp)

    def __sub__(self, other: ConnectionSet) -> ConnectionSet:
        if not other:
            return self
        return ConnectionSet(self.tcp - other.tcp, self.udp - other.udp, self.sctp - other.sctp)

    def __le__(self, other: ConnectionSet) -> bool:
        return not self - other

    def ports(self, protocol: str) -> IntervalSet:
        """The ports of one protocol; a protocol we do not know has none."""
        if protocol == "TCP":
            return self.tcp
        if protocol == "UDP":
            return self.udp
        return self.sctp if protocol == "SCTP" else EMPTY

    def allows(self, protocol: str, port: int) -> bool:
        """Whether one port of one protocol is in the set."""
        return port in self.ports(protocol)

    def __str__(self) -> str:
        """The text netpol-analyzer prints: ``All Connections``, ``TCP 80,8000-8080,UDP 53``, ``No Connections``."""
        if self == ALL:
            return "All Connections"
        parts = (
            f"{name} {ports_text(ports)}"
            for name, ports in (("SCTP", self.sctp), ("TCP", self.tcp), ("UDP", self.udp))
            if ports
        )
        return ",".join(parts) or "No Connections"


NONE = ConnectionSet()
ALL = ConnectionSet(_EVERY_PORT, _EVERY_PORT, _EVERY_PORT)


def ports_text(ports: IntervalSet) -> str:
    """``80,8000-8080``."""
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in ports)


def connection(protocol: str, low: int, high: int) -> ConnectionSet:
    """The ports from ``low`` to ``high`` of one protocol, cut to 1-65535; nothing for an unknown protocol."""
    span = IntervalSet.of((max(low, PORT_MIN), min(high, PORT_MAX)))
    if protocol == "TCP":
        return ConnectionSet(tcp=span)
    if protocol == "UDP":
        return ConnectionSet(udp=span)
    return ConnectionSet(sctp=span) if protocol == "SCTP" else NONE
