"""Rule: containers keep off the ports an organisation forbids."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ForbiddenPort(Rule[Container]):
    """A container listens on a port that the configuration forbids.

    Nothing is reported until the list is set.  An entry is a port, with a protocol where only one of them is meant:

    ```yaml
    rules:
      forbidden-port: {ports: ["23", "53/UDP"]}
    ```

    **When to allow it.**  The program is the one exception.
    """

    summary = "container listens on a forbidden port"
    severity = Severity.ERROR
    tags = frozenset({"networking", "security"})

    class Options:
        """Options of the rule; an empty list asks nothing."""

        ports: tuple[str, ...] = ()  #: ``22`` for any protocol, ``53/UDP`` for one

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Each port of the list."""
        forbidden = self.options.ports
        if not forbidden:
            return
        for port in target.items("ports"):
            number = port.at("containerPort")
            protocol = port.text("protocol") or "TCP"
            if number is not None and not {str(number.value), f"{number.value}/{protocol}"}.isdisjoint(forbidden):
                yield self.finding(
                    number, f"{target.label} listens on port {number.value}/{protocol}, which is forbidden"
                )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports:
                    - containerPort: 23
                      #              ^^ container 'app' listens on port 23/TCP, which is forbidden
                    - containerPort: 53
                    - containerPort: 53
                      #              ^^ container 'app' listens on port 53/UDP, which is forbidden
                      protocol: UDP
            """,
            options={"ports": ["23", "53/UDP"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports: [{containerPort: 23}]
            """,
            title="no list, no opinion",
        ),
    )
