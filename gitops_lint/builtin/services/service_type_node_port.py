"""Rule: no Service opens a port on every node."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Service, Severity


class ServiceTypeNodePort(Rule[Service]):
    """A Service of type NodePort opens a port on every node, past Ingress, TLS and most firewalls.

    Use ClusterIP behind an Ingress or a Gateway.

    **When to allow it.**  A load balancer with instance targets needs it (the AWS Load Balancer Controller's default
    `target-type: instance`); `target-type: ip` does not.
    """

    summary = "Service of type NodePort"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "kube-linter:exposed-services",
        "kube-score:service-type",
        "kics:Service Type is NodePort",
        "kubescape:C-0256",
        "datree:SERVICE_INCORRECT_TYPE_VALUE_NODEPORT",
    )
    security_severity = 4.0

    def check(self, target: Service) -> Iterator[Occurrence]:
        """The type."""
        kind = target.at("spec", "type")
        if kind is not None and kind.value == "NodePort":
            yield self.finding(kind, "Service opens a port on every node")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: NodePort
              #     ^^^^^^^^ Service opens a port on every node
              selector: {app: web}
              ports: [{port: 80}]
            """),
        Good("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """),
    )
