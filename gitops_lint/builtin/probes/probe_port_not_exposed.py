"""Rule: probes ask a port that the container has."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.probes._probing import PROBES, handler, ports, probe
from gitops_lint.rule import Bad, Confidence, Container, Good, Occurrence, Rule, Severity


class ProbePortNotExposed(Rule[Container]):
    """The probe asks a port that the container does not declare.

    A port given by name is looked up in the same container; if no port has that name, the probe fails each time, the
    container is restarted or never ready, and the sync does not end.

    A port given by number needs no declaration to work, so a number nobody declares is only worth a question; the
    option `numbers` asks it, where the container declares some TCP port and no container of the pod declares this one.

    **When to allow it.**  The number is right and left undeclared on purpose.
    """

    summary = "probe asks a port the container does not have"
    severity = Severity.ERROR
    tags = frozenset({"availability", "probes", "sync"})
    aliases = ("kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port")

    class Options:
        """Options of the rule."""

        numbers: bool = False  #: also ask about numbers that are not declared

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Every probe's port that is not among the container's."""
        if not target.runs_on:
            return
        for name in PROBES:
            node = probe(target, name)
            found = handler(node) if node is not None else None
            at = found[1].at("port") if found is not None else None
            if found is None or at is None or found[1].get("host"):
                continue
            if isinstance(at.value, str) and not at.value.isdigit():
                if at.value not in [port.get("name") for port in ports(target)]:
                    yield self.finding(
                        at, f"{target.label} has no TCP port named '{at.value}' for its {_word(name)} probe"
                    )
            elif self.options.numbers and self._undeclared(target, at.value):
                yield self.finding(
                    at,
                    f"{target.label} does not declare port {at.value} that its {_word(name)} probe asks",
                    severity=Severity.INFO,
                    confidence=Confidence.LOW,
                )

    @staticmethod
    def _undeclared(target: Container, number: object) -> bool:
        if not isinstance(number, int) or not ports(target):
            return False
        return all(port.get("containerPort") != number for item in target.workload.containers for port in ports(item))

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
                  livenessProbe:
                    httpGet:
                      path: /
                      port: web
                      #     ^^^ container 'app' has no TCP port named 'web' for its liveness probe
                  startupProbe:
                    tcpSocket:
                      port: dns
                      #     ^^^ container 'app' has no TCP port named 'dns' for its startup probe
            """),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports: [{containerPort: 8080}]
                  readinessProbe:
                    grpc:
                      port: 9090
                      #     ^^^^ container 'app' does not declare port 9090 that its readiness probe asks
            """,
            options={"numbers": True},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports: [{name: http, containerPort: 8080}]
                  readinessProbe: {httpGet: {path: /, port: http}}
                  livenessProbe: {tcpSocket: {port: 15020}}
                  startupProbe: {httpGet: {host: example.com, port: https}}
                - name: silent
                  image: registry.example/silent:1.4.2
                  livenessProbe: {tcpSocket: {port: 9999}}
                - name: proxy
                  image: registry.example/proxy:1.4.2
                  ports: [{containerPort: 15020}]
            """,
            options={"numbers": True},
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports: [{containerPort: 8080}]
                  readinessProbe: {tcpSocket: {port: 9090}}
            """),
    )


def _word(name: str) -> str:
    return name.removesuffix("Probe")
