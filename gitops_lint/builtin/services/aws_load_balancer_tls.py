"""Rule: load balancers of AWS speak TLS."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Service, Severity

_AWS = "service.beta.kubernetes.io/aws-load-balancer-"
_CLEAR = (80, 8080)


class AwsLoadBalancerTls(Rule[Service]):
    """A load balancer of AWS that serves HTTP without a certificate takes everything in clear text.

    Set `service.beta.kubernetes.io/aws-load-balancer-ssl-cert`.  Reported only where the annotations show that it is one
    of AWS', where it is on the internet, and only for Services that open port 80 or 8080 and no 443, because TLS may
    also end behind it.

    **When to allow it.**  What is served is public.
    """

    summary = "load balancer of AWS without TLS"
    severity = Severity.WARNING
    tags = frozenset({"eks", "network", "security", "services"})
    aliases = ("kubescape:C-0231",)
    security_severity = 5.0

    def check(self, target: Service) -> Iterator[Occurrence]:
        """The ports."""
        annotations = target.annotations
        if target.get("spec", "type") != "LoadBalancer" or not any(key.startswith(_AWS) for key in annotations):
            return
        numbers = {item.get("port") for item in target.items("spec", "ports") if isinstance(item.get("port"), int)}
        facing = annotations.get(f"{_AWS}scheme") == "internet-facing"
        if facing and f"{_AWS}ssl-cert" not in annotations and numbers & set(_CLEAR) and 443 not in numbers:
            yield self.finding(target.at("spec", "ports") or target, "load balancer serves HTTP without a certificate")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}
            spec:
              type: LoadBalancer
              ports:
              #^^^^ load balancer serves HTTP without a certificate
                - port: 80
            """),
        Good("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}
            spec: {type: LoadBalancer, ports: [{port: 443}, {port: 80}]}
            """),
    )
