"""Rule: pods end in reasonable time."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class TerminationGracePeriodTooLong(Rule[Workload]):
    """A pod that takes its time to end holds up the node it runs on.

    A drain for an upgrade or for Karpenter's consolidation waits for it, and a Spot instance is gone two minutes after
    its notice, whatever the pod still had to do.  The option `maximum` is the longest time in seconds; Kubernetes'
    own default is 30.

    **When to allow it.**  The work cannot be interrupted, and its nodes are neither Spot nor consolidated.
    """

    summary = "pod may take very long to end"
    severity = Severity.INFO
    tags = frozenset({"availability", "scheduling"})
    aliases = ("kyverno:mutate-large-termination-gps",)

    class Options:
        """Options of the rule."""

        maximum: int = 600  #: seconds a pod may take

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The grace period, if it is longer than allowed."""
        at = target.pod.at("terminationGracePeriodSeconds")
        if at is not None and isinstance(at.value, int) and at.value > self.options.maximum:
            text = f"pod may take {at.value} seconds to end, more than {self.options.maximum}"
            yield self.finding(at, text)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              terminationGracePeriodSeconds: 3600
              #                              ^^^^ pod may take 3600 seconds to end, more than 600
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              terminationGracePeriodSeconds: 600
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """),
    )
