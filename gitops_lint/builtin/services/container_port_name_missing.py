"""Rule: container ports have names."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ContainerPortNameMissing(Rule[Container]):
    """A named port can be spoken of by Services, probes and policies without repeating its number.

    **When to allow it.**  Nobody but the container knows the port.
    """

    summary = "container port has no name"
    severity = Severity.INFO
    tags = frozenset({"services"})
    aliases = ("kyverno:require-container-port-names",)

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Each port without a name."""
        for port in target.items("ports"):
            if isinstance(port.value, dict) and not port.get("name"):
                at = port.at("containerPort") or port
                yield self.finding(at, f"port {port.get('containerPort')} of {target.label} has no name")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1.0.0
                  ports:
                    - containerPort: 8080
                      #              ^^^^ port 8080 of container 'web' has no name
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: web, image: "registry.example/web:1.0.0", ports: [{containerPort: 8080, name: http}]}
            """),
    )
