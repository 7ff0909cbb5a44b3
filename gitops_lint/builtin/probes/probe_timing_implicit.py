"""Rule: probes state their timing."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.probes._probing import PROBES, probe
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ProbeTimingImplicit(Rule[Container]):
    """The probe leaves its timing to Kubernetes' defaults: 10 seconds between tries, 1 second to answer, 3 failures.

    The defaults are right for many.  Teams that want the choice to be made and seen select this rule; it is in no
    profile.  The option `fields` says what must be stated.

    **When to allow it.**  The defaults were meant.
    """

    summary = "probe leaves its timing to the defaults"
    severity = Severity.INFO
    tags = frozenset({"probes"})
    aliases = (
        "datree:CONTAINERS_INCORRECT_INITIALDELAYSECONDS_VALUE",
        "datree:CONTAINERS_INCORRECT_PERIODSECONDS_VALUE",
        "datree:CONTAINERS_INCORRECT_TIMEOUTSECONDS_VALUE",
        "datree:CONTAINERS_INCORRECT_SUCCESSTHRESHOLD_VALUE",
        "datree:CONTAINERS_INCORRECT_FAILURETHRESHOLD_VALUE",
    )

    class Options:
        """Options of the rule."""

        fields: tuple[str, ...] = ("periodSeconds", "timeoutSeconds", "failureThreshold")  #: what a probe must state

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Every probe with what it does not state."""
        for name in PROBES:
            node = probe(target, name)
            missing = [f"'{field}'" for field in self.options.fields if node is not None and node.get(field) is None]
            if node is not None and missing:
                word = name.removesuffix("Probe")
                yield self.finding(node, f"{word} probe of {target.label} does not state {', '.join(missing)}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe:
                  #^^^^^^^^^^^^ liveness probe of container 'app' does not state 'timeoutSeconds', 'failureThreshold'
                    tcpSocket: {port: 8080}
                    periodSeconds: 5
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3}
                - {name: agent, image: "registry.example/agent:1.4.2"}
            """),
    )
