"""Policies as typed values: NetworkPolicy, the admin tiers of SIG Network and AWS' own kinds.

Sources: ``networking/v1/types.go`` with its defaults and validation; ``policy.networking.k8s.io`` v1alpha1 and
v1alpha2; ``networking.k8s.aws/v1alpha1``. `parsing.parse_policy` makes them from plain values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_lint.network.intervals import AddressSet
    from gitops_lint.network.selectors import Pointer, PolicyProblem, Selector

Direction = Literal["ingress", "egress"]
Tier = Literal["admin", "network", "baseline"]
Action = Literal["allow", "deny", "pass"]
DIRECTIONS: tuple[Direction, ...] = ("ingress", "egress")
PEERS_FIELD: Mapping[Direction, str] = {"ingress": "from", "egress": "to"}


@dataclass(frozen=True, slots=True)
class PodPeer:
    """Pods by labels; ``namespaces`` None is the policy's own namespace."""

    namespaces: Selector | None
    pods: Selector
    pointer: Pointer = ()


@dataclass(frozen=True, slots=True)
class AddressPeer:
    """Addresses outside the cluster; whether a pod's own address counts is left to the CNI, and does not here."""

    addresses: AddressSet
    pointer: Pointer = ()


@dataclass(frozen=True, slots=True)
class OpaquePeer:
    """A peer that files cannot resolve (``nodes``, ``domainNames``) or that is invalid: it matches nothing known."""

    kind: str
    pointer: Pointer = ()


Peer = PodPeer | AddressPeer | OpaquePeer


@dataclass(frozen=True, slots=True)
class PortRange:
    """Ports ``low`` to ``high`` of one protocol."""

    protocol: str
    low: int
    high: int
    pointer: Pointer = ()


@dataclass(frozen=True, slots=True)
class NamedPort:
    """A port by the name a container of the destination gives it; protocol None takes the container's own."""

    name: str
    protocol: str | None
    pointer: Pointer = ()


Port = PortRange | NamedPort


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One item of ``ingress`` or ``egress``; peers None is any peer, ports None is any port of any protocol."""

    index: int
    peers: tuple[Peer, ...] | None
    ports: tuple[Port, ...] | None
    action: Action = "allow"
    name: str = ""
    pointer: Pointer = ()
    peers_empty: bool = False  #: ``from: []`` was written, which opens like a missing one


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy of any of the kinds we evaluate exactly.

    ``namespace`` is empty for cluster-scoped kinds. ``isolates`` are the directions in which a NetworkPolicy denies
    what no rule allows; the admin tiers never isolate.
    """

    kind: str
    name: str
    namespace: str
    tier: Tier
    namespaces: Selector | None  #: of the subject; None is the policy's own namespace
    pods: Selector
    ingress: tuple[PolicyRule, ...] = ()
    egress: tuple[PolicyRule, ...] = ()
    isolates: frozenset[Direction] = frozenset()
    priority: int = 0
    group: str = "networking.k8s.io"
    source: object = field(default=None, compare=False, repr=False)  #: whatever the caller wants back

    @property
    def identity(self) -> str:
        """``NetworkPolicy shop/deny`` or ``AdminNetworkPolicy tenants``."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    def rules(self, direction: Direction) -> tuple[PolicyRule, ...]:
        """The rules that count in one direction."""
        return self.ingress if direction == "ingress" else self.egress

    def affects(self, direction: Direction) -> bool:
        """Whether the policy says anything in that direction."""
        return direction in self.isolates or bool(self.rules(direction))

    def selects(self, namespace: str, namespace_labels: Mapping[str, str], labels: Mapping[str, str]) -> bool:
        """Whether a pod is a subject of the policy."""
        if self.namespaces is None:
            return namespace == self.namespace and self.pods.matches(labels)
        return self.namespaces.matches(namespace_labels) and self.pods.matches(labels)


@dataclass(frozen=True, slots=True)
class ParsedPolicy:
    """What one object says, and what is wrong with it; ``policy`` is None for a kind we do not evaluate."""

    policy: Policy | None
    problems: tuple[PolicyProblem, ...] = ()
