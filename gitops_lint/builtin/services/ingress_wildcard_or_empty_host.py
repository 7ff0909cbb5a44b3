"""Rule: Ingress rules name their host."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import INGRESS, is_alb, is_internal_alb
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class IngressWildcardOrEmptyHost(Rule[Resource]):
    """A rule without a host, or with `*`, takes requests for hosts that others meant to serve.

    Of two Ingresses for the same path the more exact host wins; whatever nobody serves yet goes here, also hosts that
    an attacker points at the load balancer.  A load balancer of its own (ALB without `group.name`) has nobody to take
    from, and is not reported.

    **When to allow it.**  The application serves hosts that it learns of while it runs.
    """

    summary = "Ingress rule for every host, or for a wildcard"
    severity = Severity.INFO
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "datree:INGRESS_INCORRECT_HOST_VALUE_PERMISSIVE",
        "kyverno:restrict-ingress-wildcard",
        "kyverno:disallow-empty-ingress-host",
        "gatekeeper:block-wildcard-ingress",
    )
    kinds = INGRESS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each such rule."""
        alone = is_alb(target) and "alb.ingress.kubernetes.io/group.name" not in target.annotations
        if alone or is_internal_alb(target):
            return
        for rule in target.items("spec", "rules"):
            if not isinstance(rule.value, dict):
                continue
            host = rule.at("host")
            if host is None or not host.value:
                yield self.finding(host or rule, "Ingress rule has no host: it takes requests for every host")
            elif isinstance(host.value, str) and "*" in host.value:
                yield self.finding(host, f"Ingress rule takes requests for '{host.value}'")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              rules:
                - host: "*.example.com"
                  #     ^^^^^^^^^^^^^^^ Ingress rule takes requests for '*.example.com'
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec: {rules: [{host: shop.example.com}]}
            """),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              ingressClassName: alb
              rules: [{http: {paths: [{pathType: Prefix, path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]
            """,
            title="a load balancer of its own",
        ),
    )
