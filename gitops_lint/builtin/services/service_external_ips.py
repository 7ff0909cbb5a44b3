"""Rule: no Service claims addresses."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Service, Severity
from gitops_lint.source.globs import name_matches


class ServiceExternalIps(Rule[Service]):
    """Whoever may write a Service with `externalIPs` can take over traffic to these addresses (CVE-2020-8554).

    Every node then sends what pods open to that address to the Service instead, whoever owns the address.  Use a load
    balancer; or list the addresses that are yours in the option `allowed`.

    **When to allow it.**  The addresses are routed to the nodes on purpose.
    """

    summary = "Service claims external addresses"
    severity = Severity.ERROR
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "KSV-0108",
        "kyverno:restrict-service-external-ips",
        "gatekeeper:externalip",
    )
    security_severity = 6.3

    class Options:
        """Options of the rule."""

        allowed: tuple[str, ...] = ()  #: globs of addresses that Services may claim

    def check(self, target: Service) -> Iterator[Occurrence]:
        """Each address that is not allowed."""
        for address in target.items("spec", "externalIPs"):
            if isinstance(address.value, str) and not name_matches(self.options.allowed, address.value):
                yield self.finding(address, f"Service takes the traffic of '{address.value}' on every node")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports: [{port: 443}]
              externalIPs:
                - 203.0.113.7
                # ^^^^^^^^^^^ Service takes the traffic of '203.0.113.7' on every node
            """),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 443}], externalIPs: [10.1.2.3]}
            """,
            options={"allowed": ["10.*"]},
        ),
        Good("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 443}]}
            """),
    )
