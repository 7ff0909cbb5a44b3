"""Rule: HTTPS has a certificate."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import INGRESS
from gitops_lint.builtin.loadbalancer._groups import annotation, listeners, members
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class AlbCertificateMissing(Rule[Resource]):
    """An Ingress asks for an HTTPS listener, and nothing says which certificate it uses.

    The controller takes `certificate-arn`, or looks in ACM for certificates of the hosts in `rules` and `tls`.  Without
    either it cannot make the listener.

    **When to allow it.**  The IngressClassParams of the class name the certificate.
    """

    summary = "HTTPS listener without a certificate"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The annotation with the ports."""
        node = target.at("metadata", "annotations", f"{INGRESS}listen-ports")
        ports = listeners(target)
        if node is None or ports is None or "HTTPS" not in ports.values():
            return
        if not any(_has_certificate(member) for member in members(repo, target)):
            yield self.finding(
                node, "HTTPS listener has neither a certificate nor a host to find one for", grip="value"
            )

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'
                #                                       ^^^^^^^^^^^^^^^^^^ HTTPS listener has neither a certificate nor a host to find one for
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations: {alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'}
            spec:
              ingressClassName: alb
              rules: [{host: shop.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: api
              annotations:
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'
                alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-west-1:351619759866:certificate/1
            spec: {ingressClassName: alb, defaultBackend: {service: {name: api, port: {number: 80}}}}
            """),
    )


def _has_certificate(ingress: Resource) -> bool:
    """Whether it names a certificate, has one made, or has hosts for which the controller looks for one."""
    if annotation(ingress, "certificate-arn") or annotation(ingress, "create-acm-cert") == "true":
        return True
    hosts = [rule.get("host") for rule in ingress.items("spec", "rules")]
    hosts += [host for tls in ingress.items("spec", "tls") for host in tls.sequence("hosts")]
    return any(hosts)
