"""Rule: the AWS Load Balancer Controller understands the values of its annotations."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import is_known, trouble
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class LoadBalancerAnnotationInvalid(Rule[Resource]):
    """The value of an annotation is not what the AWS Load Balancer Controller takes.

    It then stops with an event such as `FailedBuildModel`, and the load balancer is not made or not changed any more;
    Argo CD waits for an address that never comes.

    Values with variables (`${…}`, `$NAME`, `{{…}}`) are no finding.

    **When to allow it.**  The annotation is for a tool of yours.
    """

    summary = "annotation has a value that the AWS Load Balancer Controller refuses"
    severity = Severity.ERROR
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress", "extensions/Ingress", "Service")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every value under the controller's prefixes."""
        for node in target.items("metadata", "annotations"):
            key = str(node.pointer[-1])
            if not isinstance(node.value, str) or not is_known(key):
                continue
            wrong = trouble(key, node.value)
            if wrong is not None:
                shown = node.value if len(node.value) <= 60 else f"{node.value[:57]}..."
                yield self.finding(node, f"'{shown}' {wrong}", grip="value")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/scheme: public
                #                                 ^^^^^^ 'public' is none of 'internal', 'internet-facing'
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": "443"}]'
                #                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '[{"HTTP": 80}, {"HTTPS": "443"}]' has the port '443', which is no number within 1 and 65535
                alb.ingress.kubernetes.io/group.order: "2000"
                #                                      ^^^^^^ '2000' is not within -1000 and 1000
                alb.ingress.kubernetes.io/inbound-cidrs: 10.0.0.0/8, office
                #                                        ^^^^^^^^^^^^^^^^^^ '10.0.0.0/8, office' holds 'office', which is no CIDR
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
                service.beta.kubernetes.io/aws-load-balancer-internal: 0.0.0.0/0
                #                                                      ^^^^^^^^^ '0.0.0.0/0' is no boolean
            spec: {type: LoadBalancer, ports: [{port: 443}]}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/scheme: internet-facing
                alb.ingress.kubernetes.io/target-type: ip
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'
                alb.ingress.kubernetes.io/ssl-redirect: "443"
                alb.ingress.kubernetes.io/inbound-cidrs: $INBOUND_CIDRS
                alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=60,access_logs.s3.enabled=true
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """),
    )
