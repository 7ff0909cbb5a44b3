"""What rules want to know, as values: each fact names an object, a place inside it, and how sure we are.

A message speaks of no other object by name: overlays rename what they deploy, and the defect stays one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_lint.network.cluster import Endpoint, NamespaceInfo
    from gitops_lint.network.exposure import ServiceInfo
    from gitops_lint.network.policy import Policy, PolicyRule
    from gitops_lint.network.selectors import Pointer

_RESERVED = ("kube-", "openshift-")


def is_system(namespace: str) -> bool:
    """Whether the cluster itself owns the namespace: nobody else may make one with such a name."""
    return namespace.startswith(_RESERVED)


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
    others: tuple[object, ...] = field(default=(), compare=False, repr=False)  #: what was given with these
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
    others: tuple[object, ...] = (),
) -> Fact:
    """A fact about a policy."""
    who = (policy.kind, policy.namespace, policy.name)
    return Fact(code, *who, pointer, message, certain, direction, details, others, policy.source)


def about_pods_of(policy: Policy, code: str, pointer: Pointer, message: str, pods: Iterable[Endpoint]) -> Fact:
    """A fact about the egress of pods that a policy isolates."""
    listed = list(pods)
    names, sources = tuple(pod.name for pod in listed), tuple(pod.source for pod in listed)
    return about_policy(policy, code, pointer, message, direction="egress", details=names, others=sources)


def about_endpoint(pod: Endpoint, code: str, message: str, *, direction: str = "") -> Fact:
    """A fact about a workload as a whole."""
    who = (pod.kind, pod.namespace, pod.name)
    return Fact(code, *who, ("metadata", "name"), message, True, direction, source=pod.source)


def about_namespace(info: NamespaceInfo, code: str, message: str, *, direction: str = "") -> Fact:
    """A fact about a namespace; less certain where nobody declared it here."""
    who = ("Namespace", "", info.name)
    return Fact(code, *who, ("metadata", "name"), message, info.declared, direction, source=info.source)


def about_service(
    service: ServiceInfo,
    code: str,
    pointer: Pointer,
    message: str,
    *,
    details: tuple[str, ...] = (),
    others: tuple[object, ...] = (),
) -> Fact:
    """A fact about a Service."""
    who = ("Service", service.namespace, service.name)
    return Fact(code, *who, pointer, message, True, "ingress", details, others, service.source)


def rule_name(rule: PolicyRule, direction: str) -> str:
    """``ingress rule 'metrics'`` or ``ingress rule #1``."""
    return f"{direction} rule '{rule.name}'" if rule.name else f"{direction} rule #{rule.index + 1}"
