"""Rule: a pod is not a virtual machine."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class TooManyContainers(Rule[Workload]):
    """A pod runs many containers, which can then only be scheduled, scaled and restarted together.

    Counted are those that run side by side: containers and sidecars, not init containers that end.

    **When to allow it.**  All of them must share one network namespace or volume.
    """

    summary = "pod runs many containers"
    severity = Severity.INFO
    tags = frozenset({"resources"})
    aliases = ("kyverno:limit-containers-per-pod",)

    class Options:
        """Options of the rule."""

        maximum: int = 5  #: how many containers may run side by side

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The workload, if its pod runs more containers than allowed."""
        count = sum(1 for _ in target.main_containers)
        if count > self.options.maximum:
            yield self.finding(target, f"pod runs {count} containers side by side, more than {self.options.maximum}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ pod runs 3 containers side by side, more than 2
            spec:
              initContainers: [{name: a, image: registry.example/a:1, restartPolicy: Always}]
              containers: [{name: b, image: registry.example/b:1}, {name: c, image: registry.example/c:1}]
            """,
            options={"maximum": 2},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: a, image: registry.example/a:1}]
              containers: [{name: b, image: registry.example/b:1}, {name: c, image: registry.example/c:1}]
            """,
            options={"maximum": 2},
        ),
    )
