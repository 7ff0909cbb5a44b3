"""Rule: the Ingresses of a group agree about their load balancer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.builtin.loadbalancer._annotations import INGRESS
from gitops_lint.builtin.loadbalancer._groups import annotation, members
from gitops_lint.identity.arn import is_template
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_TEXTS = ("load-balancer-name", "scheme", "ip-address-type", "ssl-redirect", "customer-owned-ipv4-pool")
_SETS = ("subnets", "security-groups")
_ATTRIBUTES = "load-balancer-attributes"


class AlbGroupConflict(Rule[Resource]):
    """Two Ingresses of one group ask for different load balancers.

    The Ingresses with the same `alb.ingress.kubernetes.io/group.name` share one load balancer, whatever their namespaces.
    What is said of it may stand on one of them or be the same on all; otherwise the controller stops with
    `conflicting scheme` and the like, and changes the load balancer of the whole group no more.

    Compared are Ingresses that the same root deploys to the same cluster.

    **When to allow it.**  Never; the group is stuck.
    """

    summary = "Ingresses of a group contradict each other"
    severity = Severity.ERROR
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each annotation, against the first Ingress of the group that has it."""
        if not annotation(target, "group.name"):
            return
        others = members(repo, target)
        for suffix in (*_TEXTS, *_SETS, _ATTRIBUTES):
            mine = _read(target, suffix)
            if mine is None:
                continue
            for other in others:
                if other is target:
                    break
                theirs = _read(other, suffix)
                conflict = _conflict(mine, theirs) if theirs is not None else None
                if conflict is not None:
                    node = target.at("metadata", "annotations", f"{INGRESS}{suffix}") or target
                    message = f"conflicting {suffix} in the group '{annotation(target, 'group.name')}': {conflict}"
                    yield self.finding(node, message, grip="value", related=[(other, "the other Ingress")])
                    break

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: admin
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/scheme: internal
                alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=60
            spec: {ingressClassName: alb, defaultBackend: {service: {name: admin, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/scheme: internet-facing
                #                                 ^^^^^^^^^^^^^^^ conflicting scheme in the group 'shop': 'internet-facing' and 'internal'
                alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=30
                #                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conflicting load-balancer-attributes in the group 'shop': 'idle_timeout.timeout_seconds' is '30' and '60'
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: admin
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/subnets: a, b
                alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=60
            spec: {ingressClassName: alb, defaultBackend: {service: {name: admin, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/scheme: internet-facing
                alb.ingress.kubernetes.io/subnets: b,a
                alb.ingress.kubernetes.io/load-balancer-attributes: routing.http2.enabled=true
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: elsewhere
              annotations: {alb.ingress.kubernetes.io/group.name: other, alb.ingress.kubernetes.io/scheme: internal}
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
    )


def _read(ingress: Resource, suffix: str) -> str | frozenset[str] | Mapping[str, str] | None:
    """The value as the controller compares it; None where there is none, or a variable in it."""
    text = annotation(ingress, suffix)
    if not text or is_template(text):
        return None
    if suffix in _TEXTS:
        return text
    items = [item.strip() for item in text.split(",") if item.strip()]
    if suffix in _SETS:
        return frozenset(items)
    return {key: value for key, _, value in (item.partition("=") for item in items)}


def _conflict(
    mine: str | frozenset[str] | Mapping[str, str], theirs: str | frozenset[str] | Mapping[str, str]
) -> str | None:
    """What two values disagree about; None if they agree."""
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        for key, value in mine.items():
            if theirs.get(key, value) != value:
                return f"'{key}' is '{value}' and '{theirs[key]}'"
        return None
    if mine == theirs:
        return None
    if isinstance(mine, frozenset) and isinstance(theirs, frozenset):
        return f"'{','.join(sorted(mine))}' and '{','.join(sorted(theirs))}'"
    return f"'{mine}' and '{theirs}'"
