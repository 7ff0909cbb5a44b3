"""Rule: requests and limits stay within the bounds an organisation sets."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.quantity import parse_quantity
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity

_PLACES = tuple((side, name) for side in ("requests", "limits") for name in ("cpu", "memory"))


class ResourcesOutOfRange(Rule[Container]):
    """A request or limit is smaller or larger than the organisation's configuration allows.

    Nothing is reported until a bound is set: what is too much depends on the nodes there are.

    ```yaml
    rules:
      resources-out-of-range: {max-cpu: "8", max-memory: 32Gi, min-memory: 16Mi}
    ```

    **When to allow it.**  The workload has nodes of another size to itself.
    """

    summary = "request or limit is outside of the configured bounds"
    severity = Severity.WARNING
    tags = frozenset({"cost", "resources"})
    aliases = ("gatekeeper:containerlimits", "gatekeeper:containerrequests")

    class Options:
        """Options of the rule; an empty bound does not exist."""

        min_cpu: str = ""  #: smallest cpu request or limit
        max_cpu: str = ""  #: largest cpu request or limit
        min_memory: str = ""  #: smallest memory request or limit
        max_memory: str = ""  #: largest memory request or limit

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Every amount outside of the bounds."""
        for side, name in _PLACES:
            at = target.at("resources", side, name)
            amount = parse_quantity(at.value) if at is not None else None
            if at is None or amount is None:
                continue
            least = parse_quantity(getattr(self.options, f"min_{name}") or None)
            most = parse_quantity(getattr(self.options, f"max_{name}") or None)
            what = f"{target.label} has a {name} {side[:-1]} of {amount}"
            if least is not None and amount < least:
                yield self.finding(at, f"{what}, less than the smallest allowed, {least}")
            if most is not None and amount > most:
                yield self.finding(at, f"{what}, more than the largest allowed, {most}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests:
                      memory: 8Mi
                      #       ^^^ container 'app' has a memory request of 8Mi, less than the smallest allowed, 16Mi
                      cpu: 9
                      #    ^ container 'app' has a cpu request of 9, more than the largest allowed, 8
            """,
            options={"min-memory": "16Mi", "max-cpu": "8000m"},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: registry.example/app:1.4.2, resources: {requests: {cpu: 8, memory: 16Mi}}}]
            """,
            options={"min-memory": "16Mi", "max-cpu": "8"},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: registry.example/app:1.4.2, resources: {limits: {cpu: 512}}}]
            """,
            title="no bound, no finding",
        ),
    )
