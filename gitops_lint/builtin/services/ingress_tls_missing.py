"""Rule: Ingresses speak TLS."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import ALB, INGRESS, is_alb
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class IngressTlsMissing(Rule[Resource]):
    """An Ingress without TLS takes passwords, cookies and data in clear text.

    Name the certificate in `spec.tls`.  With the AWS Load Balancer Controller a `certificate-arn`, or `listen-ports`
    with HTTPS (the certificate is then found by host), does the same.

    **When to allow it.**  Something in front ends TLS, and the way from there is trusted.
    """

    summary = "Ingress without TLS"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "polaris:tlsSettingsMissing",
        "kubescape:C-0263",
        "kyverno:require-ingress-https",
        "gatekeeper:httpsonly",
    )
    kinds = INGRESS
    security_severity = 5.5

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The Ingress."""
        if target.sequence("spec", "tls"):
            return
        annotations = target.annotations
        if annotations.get(f"{ALB}certificate-arn") or "HTTPS" in annotations.get(f"{ALB}listen-ports", ""):
            return
        if is_alb(target) and annotations.get(f"{ALB}group.name"):
            return  # the certificate may come with another Ingress of the group
        yield self.finding(target.at("metadata", "name") or target, "Ingress has no TLS")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              #     ^^^ Ingress has no TLS
            spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              tls: [{hosts: [shop.example.com], secretName: shop-tls}]
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations: {alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'}
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """),
    )
