"""Policies of other engines: only which workloads they cover, and in which direction.

We do not evaluate Calico's or Cilium's rules; knowing that they decide about a pod is enough never to claim a hole
that they may close. Anything unclear counts as covered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.network.parse_parts import metadata_text
from gitops_lint.network.parsing import group_and_kind
from gitops_lint.network.selectors import EVERYTHING, PolicyProblem, Selector, parse_selector
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_lint.network.cluster import Cluster, Endpoint
    from gitops_lint.network.policy import Direction, Policy

_CALICO_GROUPS = ("projectcalico.org", "crd.projectcalico.org")
_EQUALS = regex(r"""\s*([\w./-]+)\s*==\s*(?:'([^']*)'|"([^"]*)")\s*\Z""")


@dataclass(frozen=True, slots=True)
class Coverage:
    """A policy of another engine: whom it may decide about. ``pods`` None is a selector we do not read: anybody."""

    kind: str
    name: str
    namespace: str  #: empty for cluster-wide kinds
    directions: frozenset[Direction]
    pods: Selector | None
    source: object = field(default=None, compare=False, repr=False)

    def covers(self, pod: Endpoint, direction: Direction) -> bool:
        """Whether the policy may decide about a pod in that direction."""
        if direction not in self.directions or (self.namespace and self.namespace != pod.namespace):
            return False
        return self.pods is None or self.pods.matches(pod.labels)


def parse_coverage(obj: object, *, namespace: str = "default", source: object = None) -> tuple[Coverage, ...]:
    """What a Calico or Cilium policy covers; nothing for other kinds and for Calico's staged ones."""
    group, kind = group_and_kind(obj)
    if not isinstance(obj, dict):
        return ()
    where = metadata_text(obj, "namespace") or namespace
    spec = obj.get("spec")
    specs = [spec] if isinstance(spec, dict) else []
    if group in _CALICO_GROUPS and kind in ("NetworkPolicy", "GlobalNetworkPolicy"):
        scope = where if kind == "NetworkPolicy" else ""
        return tuple(_calico(obj, kind, scope, each, source) for each in specs)
    if group == "cilium.io" and kind in ("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"):
        more = obj.get("specs")
        specs.extend(each for each in (more if isinstance(more, list) else ()) if isinstance(each, dict))
        scope = where if kind == "CiliumNetworkPolicy" else ""
        return tuple(_cilium(obj, kind, scope, each, source) for each in specs if "nodeSelector" not in each)
    return ()


def _calico(obj: dict[Any, Any], kind: str, namespace: str, spec: dict[Any, Any], source: object) -> Coverage:
    """``types`` default: Ingress, unless there are only egress rules; both where there are both."""
    types = spec.get("types")
    if isinstance(types, list) and types:
        named: set[Direction] = set()
        if "Ingress" in types:
            named.add("ingress")
        if "Egress" in types:
            named.add("egress")
    elif spec.get("egress"):
        named = {"ingress", "egress"} if spec.get("ingress") else {"egress"}
    else:
        named = {"ingress"}
    selects = None if spec.get("namespaceSelector") or spec.get("serviceAccountSelector") else _expression(spec)
    return Coverage(kind, metadata_text(obj, "name"), namespace, frozenset(named), selects, source)


def _expression(spec: dict[Any, Any]) -> Selector | None:
    """Calico's selector where it is a conjunction of equalities; None for anything richer."""
    text = spec.get("selector")
    if text is None or (isinstance(text, str) and text.strip() in ("", "all()")):
        return EVERYTHING
    if not isinstance(text, str):
        return None
    pairs = []
    for part in text.split("&&"):
        match = _EQUALS.match(part)
        if match is None:
            return None
        pairs.append((match[1], match[2] if match[2] is not None else match[3]))
    return Selector(labels=tuple(sorted(pairs)))


def _cilium(obj: dict[Any, Any], kind: str, namespace: str, spec: dict[Any, Any], source: object) -> Coverage:
    """A direction is denied by default where the policy has rules for it, unless ``enableDefaultDeny`` says else."""
    default = spec.get("enableDefaultDeny")
    default = default if isinstance(default, dict) else {}
    named: set[Direction] = set()
    if default.get("ingress", bool(spec.get("ingress") or spec.get("ingressDeny"))):
        named.add("ingress")
    if default.get("egress", bool(spec.get("egress") or spec.get("egressDeny"))):
        named.add("egress")
    problems: list[PolicyProblem] = []
    pods: Selector | None = parse_selector(spec.get("endpointSelector"), (), problems)
    keys = [key for key, _ in pods.labels] if pods else []
    keys.extend(each.key for each in (pods.requirements if pods else ()))
    if problems or any(":" in key or key.startswith("io.") for key in keys):
        pods = None  # labels with a source prefix (k8s:app) and derived ones are Cilium's own
    return Coverage(kind, metadata_text(obj, "name"), namespace, frozenset(named), pods, source)


def policies_for(cluster: Cluster, namespace: str) -> list[Policy]:
    """The policies that may select pods of a namespace."""
    return [policy for policy in cluster.policies if policy.namespaces is not None or policy.namespace == namespace]


def covered(
    cluster: Cluster,
    pod: Endpoint,
    direction: Direction,
    others: tuple[Coverage, ...] = (),
    policies: Sequence[Policy] | None = None,
) -> bool:
    """Whether anything may restrict a pod in that direction: a policy that isolates it, a Deny rule, another engine.

    ``policies`` are those to look at, where the caller knows (see `policies_for`); all of the cluster otherwise.
    """
    labels = cluster.namespace_labels(pod.namespace)
    for policy in cluster.policies if policies is None else policies:
        restricts = direction in policy.isolates or any(rule.action == "deny" for rule in policy.rules(direction))
        if restricts and policy.selects(pod.namespace, labels, pod.labels):
            return True
    return any(each.covers(pod, direction) for each in others)
