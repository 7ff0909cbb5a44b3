"""Rule: a pod asks for something."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import best_effort
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class QosBestEffort(Rule[Workload]):
    """A pod in which no container has any CPU or memory request or limit is of the class BestEffort.

    Nothing is set aside for it, and it is the first to be killed when its node runs short, whatever its importance.
    One request on one container lifts the pod into the class Burstable, also one that a LimitRange of the namespace gives.

    **When to allow it.**  The work may be lost at any time, or a LimitRange that is not in the repository gives defaults.
    """

    summary = "pod is of the class BestEffort"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "resources"})
    aliases = ("kyverno:require-qos-burstable",)

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The workload, if nothing in its pod asks for anything."""
        if target.containers and best_effort(target):
            yield self.finding(target, "no container requests or limits cpu or memory: the pod is BestEffort")

    examples = (
        Bad("""
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
              #     ^^^^^^ no container requests or limits cpu or memory: the pod is BestEffort
            spec:
              schedule: "0 3 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          resources: {requests: {ephemeral-storage: 1Gi, cpu: 0}}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: init, image: registry.example/app:1.4.2, resources: {limits: {cpu: 10m}}}]
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
            title="init containers count",
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              resources: {requests: {memory: 1Gi}}
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """),
        Good(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [{type: Container, defaultRequest: {cpu: 10m}}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
            title="a LimitRange of the namespace gives one",
        ),
    )
