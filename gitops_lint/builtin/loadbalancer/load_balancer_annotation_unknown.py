"""Rule: the AWS Load Balancer Controller knows the annotations."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import is_known, suggestion
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Resource, Rule, Severity


class LoadBalancerAnnotationUnknown(Rule[Resource]):
    """An annotation for the AWS Load Balancer Controller is none that it reads.

    The controller ignores it without a word: a misspelt `scheme` leaves the load balancer internal, a misspelt
    certificate leaves it without TLS.

    A key that is like no known one is reported as information only: the controller may be newer than this list (3.5).

    **When to allow it.**  The controller is a fork with annotations of its own.
    """

    summary = "annotation is unknown to the AWS Load Balancer Controller"
    severity = Severity.WARNING
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress", "extensions/Ingress", "Service")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every key under the controller's prefixes."""
        for node in target.items("metadata", "annotations"):
            key = str(node.pointer[-1])
            if is_known(key):
                continue
            meant = suggestion(key)
            if meant is not None:
                yield self.finding(node, f"annotation '{key}' is ignored, did you mean '{meant}'?", grip="key")
            else:
                message = f"annotation '{key}' is ignored by the AWS Load Balancer Controller"
                yield self.finding(node, message, grip="key", severity=Severity.INFO, confidence=Confidence.MEDIUM)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/schema: internet-facing
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'alb.ingress.kubernetes.io/schema' is ignored, did you mean 'alb.ingress.kubernetes.io/scheme'?
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """),
        Bad("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-ssl-certs: arn:aws:acm:eu-west-1:351619759866:certificate/1
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'service.beta.kubernetes.io/aws-load-balancer-ssl-certs' is ignored, did you mean 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert'?
            spec: {type: LoadBalancer, ports: [{port: 443}]}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/scheme: internet-facing
                alb.ingress.kubernetes.io/actions.redirect: "{}"
                alb.ingress.kubernetes.io/listener-attributes.HTTPS-443: a=b
                nginx.ingress.kubernetes.io/schema: anything
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """),
    )
