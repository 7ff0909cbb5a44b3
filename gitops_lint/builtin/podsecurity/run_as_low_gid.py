"""Rule: containers run as a group that the node does not use."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.podsecurity._ids import effective
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class RunAsLowGid(Rule[Container]):
    """The container runs as a group with a low number.

    Low numbers are those of the node's own groups: if the program gets out of its container, it meets files that are
    theirs.  Take a number from 10000 up.  The group of root is the concern of `run-as-root-group`.  Most images run as 1000 or the like, so the rule is in no profile.

    **When to allow it.**  The image's files belong to that group, or the pod has a user namespace.
    """

    summary = "container runs as a group with a low number"
    severity = Severity.INFO
    tags = frozenset({"hardening", "security"})
    aliases = (
        "KSV-0021",
        "kubesec:RunAsGroup",
        "datree:CONTAINERS_INCORRECT_RUNASGROUP_VALUE_LOWGID",
    )

    class Options:
        """Options of the rule."""

        minimum: int = 10_000  #: the lowest number that is high enough

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The number that counts for the container: its own, else the pod's."""
        if target.is_ephemeral or target.workload.pod.get("hostUsers") is False:
            return
        node = effective(target, "runAsGroup")
        if node is not None and 0 < node.value < self.options.minimum:
            yield self.finding(node, f"{target.label} runs as group {node.value}, below {self.options.minimum}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsGroup: 1000
                #           ^^^^ container 'app' runs as group 1000, below 10000
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                - name: helper
                  image: registry.example/helper:1.4.2
                  securityContext:
                    runAsGroup: 10001
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsGroup: 1000
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    runAsGroup: 10000
            """,
            title="the container's own number counts",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              hostUsers: false
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    runAsGroup: 1000
            """,
            title="in a user namespace the number is nobody's on the node",
        ),
    )
