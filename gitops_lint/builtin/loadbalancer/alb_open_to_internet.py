"""Rule: what faces the internet is restricted by something."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import INGRESS
from gitops_lint.builtin.loadbalancer._groups import annotation, members
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_RESTRICTIONS = (
    "inbound-cidrs",
    "security-groups",
    "security-group-prefix-lists",
    "wafv2-acl-arn",
    "wafv2-acl-name",
    "waf-acl-id",
    "web-acl-id",
    "auth-type",
    "mutual-authentication",
    "jwt-validation",
)


class AlbOpenToInternet(Rule[Resource]):
    """A load balancer faces the internet, and nothing in its annotations restricts who may come.

    Restrictions are `inbound-cidrs`, security groups or prefix lists, a web ACL of AWS WAF, and authentication; on this
    Ingress or on another one of its group.

    **When to allow it.**  It is a public site that needs no WAF, or the IngressClassParams of the class restrict it.
    """

    summary = "load balancer on the internet without any restriction"
    severity = Severity.INFO
    tags = frozenset({"eks", "load-balancer", "network", "security"})
    kinds = ("networking.k8s.io/Ingress",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The scheme."""
        if annotation(target, "scheme") != "internet-facing":
            return
        if not any(annotation(member, key) for member in members(repo, target) for key in _RESTRICTIONS):
            node = target.at("metadata", "annotations", f"{INGRESS}scheme") or target
            yield self.finding(node, "load balancer is open to the whole internet, without WAF", grip="value")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/scheme: internet-facing
                #                                 ^^^^^^^^^^^^^^^ load balancer is open to the whole internet, without WAF
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/scheme: internet-facing
                alb.ingress.kubernetes.io/inbound-cidrs: 203.0.113.0/24
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: one
              annotations:
                alb.ingress.kubernetes.io/scheme: internet-facing
                alb.ingress.kubernetes.io/group.name: shop
            spec: {ingressClassName: alb, defaultBackend: {service: {name: one, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: two
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/wafv2-acl-arn: arn:aws:wafv2:eu-west-1:351619759866:regional/webacl/shop/1
            spec: {ingressClassName: alb, defaultBackend: {service: {name: two, port: {number: 80}}}}
            """),
    )
