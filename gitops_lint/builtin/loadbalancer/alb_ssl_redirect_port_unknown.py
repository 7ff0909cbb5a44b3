"""Rule: redirection to HTTPS leads to a listener."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import INGRESS
from gitops_lint.builtin.loadbalancer._groups import annotation, listeners, members
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity

_REDIRECT = f"{INGRESS}ssl-redirect"


class AlbSslRedirectPortUnknown(Rule[Resource]):
    """`ssl-redirect` names a port on which the load balancer does not listen, or not with HTTPS.

    The controller refuses it: `listener does not exist for SSLRedirect port`.  The ports are those of `listen-ports` on
    every Ingress of the group; without that annotation HTTPS on 443 if there is a `certificate-arn`, else HTTP on 80.

    Add the port: `listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'`.

    **When to allow it.**  The IngressClassParams of the class bring the certificate.
    """

    summary = "redirection to a port that is no HTTPS listener"
    severity = Severity.ERROR
    confidence = Confidence.MEDIUM
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The port, among the listeners of the group."""
        port = annotation(target, "ssl-redirect")
        if not port.isdecimal():
            return
        protocols: dict[int, str] = {}
        for member in members(repo, target):
            known = listeners(member)
            if known is None:
                return
            protocols.update(known)
        protocol = protocols.get(int(port))
        if protocol != "HTTPS":
            why = f"listens with {protocol} on the port" if protocol else "does not listen on the port"
            node = target.at("metadata", "annotations", _REDIRECT) or target
            yield self.finding(node, f"load balancer {why} '{port}' that it redirects to", grip="value")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}]'
                alb.ingress.kubernetes.io/ssl-redirect: "443"
                #                                       ^^^^^ load balancer does not listen on the port '443' that it redirects to
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/ssl-redirect: "80"
                #                                       ^^^^ load balancer listens with HTTP on the port '80' that it redirects to
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'
                alb.ingress.kubernetes.io/ssl-redirect: "443"
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: api
              annotations:
                alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-west-1:351619759866:certificate/1
                alb.ingress.kubernetes.io/ssl-redirect: "443"
            spec: {ingressClassName: alb, defaultBackend: {service: {name: api, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: one
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/ssl-redirect: "443"
            spec: {ingressClassName: alb, defaultBackend: {service: {name: one, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: two
              annotations:
                alb.ingress.kubernetes.io/group.name: shop
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'
            spec: {ingressClassName: alb, defaultBackend: {service: {name: two, port: {number: 80}}}}
            """),
    )
