"""What rules want to know, as values: each fact names an object, a place inside it, and how sure we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from gitops_lint.network.cluster import Endpoint, NamespaceInfo
    from gitops_lint.network.exposure import ServiceInfo
    from gitops_lint.network.policy import Policy, PolicyRule
    from gitops_lint.network.selectors import Pointer

SYSTEM_NAMESPACES = frozenset({"kube-system", "kube-public", "kube-node-lease"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is true of one object; whether it is a finding is for a rule to say."""

    code: str  #: kebab-case and stable
    kind: str
    namespace: str
    name: str
    pointer: Pointer  #: place inside the object
    message: str
    certain: bool = True  #: False where something outside the repository may make it untrue
    direction: str = ""  #: ``ingress``, ``egress`` or nothing
    details: tuple[str, ...] = ()  #: workloads, policies or ports the message speaks of
    source: object = field(default=None, compare=False, repr=False)  #: what the caller gave with the object

    @property
    def order(self) -> tuple[str, ...]:
        """A key that sorts facts by object and place, whatever the order of files was."""
        place = tuple(f"{part:06}" if isinstance(part, int) else part for part in self.pointer)
        return (self.kind, self.namespace, self.name, self.code, self.direction, *place)


def about_policy(
    policy: Policy,
    code: str,
    pointer: Pointer,
    message: str,
    *,
    certain: bool = True,
    direction: str = "",
    details: tuple[str, ...] = (),
) -> Fact:
    """A fact about a policy."""
    return Fact(
        code, policy.kind, policy.namespace, policy.name, pointer, message, certain, direction, details, policy.source
    )


def about_endpoint(pod: Endpoint, code: str, message: str, *, direction: str = "", certain: bool = True) -> Fact:
    """A fact about a workload as a whole."""
    return Fact(
        code, pod.kind, pod.namespace, pod.name, ("metadata", "name"), message, certain, direction, (), pod.source
    )


def about_namespace(info: NamespaceInfo, code: str, message: str, *, direction: str = "") -> Fact:
    """A fact about a namespace; less certain where nobody declared it here."""
    return Fact(
        code, "Namespace", "", info.name, ("metadata", "name"), message, info.declared, direction, (), info.source
    )


def about_service(
    service: ServiceInfo, code: str, pointer: Pointer, message: str, *, details: tuple[str, ...] = ()
) -> Fact:
    """A fact about a Service."""
    return Fact(
        code, "Service", service.namespace, service.name, pointer, message, True, "ingress", details, service.source
    )


def rule_name(rule: PolicyRule, direction: str) -> str:
    """``ingress rule 'metrics'`` or ``ingress rule #1``."""
    return f"{direction} rule '{rule.name}'" if rule.name else f"{direction} rule #{rule.index + 1}"
