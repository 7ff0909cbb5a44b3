"""Rule: no Service opens a port on every node."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Service, Severity


class ServiceTypeNodePort(Rule[Service]):
    """A Service of type NodePort opens a port on every node, past Ingress, TLS and most firewalls.

    Use ClusterIP behind an Ingress or a Gateway.

    A load balancer with instance targets needs it (the AWS Load Balancer Controller's default), so a Service behind
    such an Ingress is not reported; `target-type: ip` does not need it.

    **When to allow it.**  Something outside the repository balances over the nodes.
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
        "kyverno:restrict-node-port",
        "gatekeeper:block-nodeport-services",
    )
    security_severity = 4.0

    def check(self, target: Service, repo: Repository) -> Iterator[Occurrence]:
        """The type, unless a load balancer sends to the nodes."""
        kind = target.at("spec", "type")
        if kind is not None and kind.value == "NodePort" and not _balanced(target, repo):
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
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """,
            title="an ALB sends to the nodes",
        ),
    )


def _balanced(service: Service, repo: Repository) -> bool:
    """Whether an ALB with instance targets sends to it."""
    from gitops_lint.builtin.services._ingress import ALB, is_alb
    from gitops_lint.network.exposure import parse_entry_point
    from gitops_lint.network.repository import near

    for ingress in near(repo, service, "networking.k8s.io", "Ingress"):
        instance = is_alb(ingress) and ingress.annotations.get(f"{ALB}target-type", "instance") == "instance"
        if instance:
            entry = parse_entry_point(ingress.value)
            if entry is not None and any(backend.service == service.name for backend in entry.backends):
                return True
    return False
