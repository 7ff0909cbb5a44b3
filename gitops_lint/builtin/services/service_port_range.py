"""Rule: Services use the ports that were agreed on."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Service, Severity


class ServicePortRange(Rule[Service]):
    """A Service port outside the range that the options `minimum` and `maximum` give.

    Some networks let only certain ports through.  Without options every port is allowed.

    **When to allow it.**  The protocol has a port of its own.
    """

    summary = "Service port is outside the agreed range"
    severity = Severity.WARNING
    tags = frozenset({"network", "services"})
    aliases = ("kyverno:restrict-service-port-range",)

    class Options:
        """Options of the rule."""

        minimum: int = 1  #: the lowest port
        maximum: int = 65535  #: the highest port

    def check(self, target: Service) -> Iterator[Occurrence]:
        """Each port outside."""
        low, high = self.options.minimum, self.options.maximum
        for item in target.items("spec", "ports"):
            port = item.at("port")
            if port is not None and isinstance(port.value, int) and not low <= port.value <= high:
                yield self.finding(port, f"port {port.value} is not between {low} and {high}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              ports:
                - port: 80
                  #     ^^ port 80 is not between 1024 and 65535
            """,
            options={"minimum": 1024},
        ),
        Good("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}]}
            """),
    )
