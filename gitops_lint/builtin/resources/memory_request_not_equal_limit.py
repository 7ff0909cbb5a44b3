"""Rule: memory request and limit are the same."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import amount
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class MemoryRequestNotEqualLimit(Rule[Container]):
    """A container may use more memory than the scheduler set aside for it.

    Memory, unlike CPU, cannot be taken back: when all containers of a node use what their limits allow, the kernel
    kills some of them.  Where request and limit are the same, this cannot happen.  Amounts are compared by value:
    `1Gi` equals `1024Mi`.  A missing request is the limit; a missing limit is `memory-limit-missing`.

    **When to allow it.**  Nodes are overcommitted on purpose and restarts are cheap.
    """

    summary = "memory request and limit of a container differ"
    severity = Severity.INFO
    tags = frozenset({"reliability", "resources"})
    aliases = (
        "kube-score:container-memory-requests-equal-limits",
        "kube-score:container-resource-requests-equal-limits",
        "kics:Container Memory Requests Not Equal Limits",
        "datree:EKS_INVALID_MEMORY_REQUEST_LIMIT",
    )

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The request, if there is a limit of another size."""
        asked, limit = amount(target, "requests", "memory"), amount(target, "limits", "memory")
        at = target.at("resources", "requests", "memory")
        if at is not None and asked is not None and limit is not None and asked != limit:
            yield self.finding(at, f"{target.label} requests {asked} of memory but is limited to {limit}")

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
                      memory: 1G
                      #       ^^ container 'app' requests 1G of memory but is limited to 1Gi
                    limits:
                      memory: 1Gi
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: a, image: "registry.example/a:1", resources: {requests: {memory: 1024Mi}, limits: {memory: 1Gi}}}
                - {name: b, image: "registry.example/b:1", resources: {limits: {memory: 1Gi}}}
                - {name: c, image: "registry.example/c:1", resources: {requests: {memory: 1Gi}}}
            """),
    )
