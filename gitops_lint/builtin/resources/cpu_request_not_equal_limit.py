"""Rule: cpu request and limit are the same."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import amount
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class CpuRequestNotEqualLimit(Rule[Container]):
    """Only a container whose CPU request equals its limit can be in a pod of the class Guaranteed.

    Such pods are the last to be evicted and, with the static CPU manager, get cores of their own.  Amounts are
    compared by value: `1` equals `1000m`.  A missing request is the limit; a missing limit is another rule's concern.

    **When to allow it.**  The workload may use idle CPU and may be slowed down; most may, so no profile has the rule.
    """

    summary = "cpu request and limit of a container differ"
    severity = Severity.INFO
    tags = frozenset({"resources"})
    aliases = (
        "kube-score:container-cpu-requests-equal-limits",
        "kube-score:container-resource-requests-equal-limits",
        "kics:Container CPU Requests Not Equal Limits",
    )

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The request, if there is a limit of another size."""
        asked, limit = amount(target, "requests", "cpu"), amount(target, "limits", "cpu")
        at = target.at("resources", "requests", "cpu")
        if at is not None and asked is not None and limit is not None and asked != limit:
            yield self.finding(at, f"{target.label} requests {asked} cpu but is limited to {limit}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests:
                      cpu: 250m
                      #    ^^^^ container 'app' requests 250m cpu but is limited to 1
                    limits:
                      cpu: 1
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: a, image: "registry.example/a:1", resources: {requests: {cpu: 1000m}, limits: {cpu: 1}}}
                - {name: b, image: "registry.example/b:1", resources: {limits: {cpu: 1}}}
                - {name: c, image: "registry.example/c:1", resources: {requests: {cpu: 1}}}
            """),
    )
