"""Rule: no ExternalName means the asking pod itself."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Service, Severity


class ServiceExternalNameLocalhost(Rule[Service]):
    """An ExternalName of `localhost` sends every client, an ingress controller too, to itself.

    Through it, an Ingress can reach the controller's own ports, which only the controller should reach.

    **When to allow it.**  Never.
    """

    summary = "ExternalName points at localhost"
    severity = Severity.ERROR
    tags = frozenset({"network", "security", "services"})
    aliases = ("kyverno:disallow-localhost-services",)
    security_severity = 7.0

    def check(self, target: Service) -> Iterator[Occurrence]:
        """The name."""
        name = target.at("spec", "externalName")
        if name is None or not isinstance(name.value, str) or target.get("spec", "type") != "ExternalName":
            return
        bare = name.value.rstrip(".").lower()
        if bare in ("localhost", "localhost.localdomain") or bare.endswith(".localhost") or bare.startswith("127."):
            yield self.finding(name, f"externalName '{name.value}' is the client itself")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: ExternalName
              externalName: localhost
              #             ^^^^^^^^^ externalName 'localhost' is the client itself
            """),
        Good("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: ExternalName, externalName: db.example.com}
            """),
    )
