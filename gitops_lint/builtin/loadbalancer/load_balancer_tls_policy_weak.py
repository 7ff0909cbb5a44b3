"""Rule: load balancers speak no old TLS."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import INGRESS, SERVICE
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_KEYS = (f"{INGRESS}ssl-policy", f"{SERVICE}aws-load-balancer-ssl-negotiation-policy")
_OLD = {
    **dict.fromkeys(("2015-05", "2016-08", "TLS-1-0-2015-04", "FS-2018-06", "TLS13-1-0-2021-06"), "1.0"),
    **dict.fromkeys(("TLS-1-1-2017-01", "FS-1-1-2019-08", "TLS13-1-1-2021-06"), "1.1"),
}
"""Policies by what follows ``ELBSecurityPolicy-``, and the oldest version of TLS that they take.

Source: guides of Elastic Load Balancing, "Security policies for your Application Load Balancer".
"""


class LoadBalancerTlsPolicyWeak(Rule[Resource]):
    """The security policy of a load balancer of AWS takes connections with TLS 1.0 or 1.1.

    Both are deprecated by RFC 8996, and auditors refuse them.  Use a policy such as
    `ELBSecurityPolicy-TLS13-1-2-2021-06`.

    **When to allow it.**  Clients that know nothing newer must be served, and the data allows it.
    """

    summary = "load balancer takes old versions of TLS"
    severity = Severity.WARNING
    tags = frozenset({"eks", "load-balancer", "security"})
    kinds = ("networking.k8s.io/Ingress", "Service")
    security_severity = 5.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The annotation of the Ingress or the Service."""
        for key in _KEYS:
            node = target.at("metadata", "annotations", key)
            if node is None or not isinstance(node.value, str):
                continue
            version = _OLD.get(node.value.removeprefix("ELBSecurityPolicy-"))
            if version is not None:
                yield self.finding(node, f"security policy '{node.value}' takes TLS {version}", grip="value")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-2016-08
                #                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ security policy 'ELBSecurityPolicy-2016-08' takes TLS 1.0
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Bad("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy: ELBSecurityPolicy-TLS-1-1-2017-01
                #                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ security policy 'ELBSecurityPolicy-TLS-1-1-2017-01' takes TLS 1.1
            spec: {type: LoadBalancer, ports: [{port: 443}]}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations: {alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-TLS13-1-2-2021-06}
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations: {service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy: ELBSecurityPolicy-FS-1-2-Res-2020-10}
            spec: {type: LoadBalancer, ports: [{port: 443}]}
            """),
    )
