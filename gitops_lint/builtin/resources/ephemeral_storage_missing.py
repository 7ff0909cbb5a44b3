"""Rule: every container states an ephemeral-storage limit."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import lacks_limit
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class EphemeralStorageMissing(Rule[Container]):
    """Logs, the container's own files and emptyDir volumes share the node's disk.

    A container that states neither request nor limit may fill it, and the kubelet then evicts pods until there is
    room again.  Set `ephemeral-storage` in `resources.requests` and `resources.limits`; a limit alone is also the
    request.  A limit that a LimitRange of the namespace gives counts for containers without one.

    **When to allow it.**  The container writes next to nothing and its root file system is read-only.
    """

    summary = "container states no ephemeral-storage request and limit"
    severity = Severity.INFO
    tags = frozenset({"reliability", "resources"})
    aliases = ("kube-score:container-ephemeral-storage-request-and-limit", "gatekeeper:ephemeralstoragelimit")

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if nobody sets its limit."""
        if lacks_limit(target, "ephemeral-storage", init_containers=False):
            yield self.finding(target, f"{target.label} has no ephemeral-storage limit")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no ephemeral-storage limit
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {ephemeral-storage: 1Gi}
                    limits: {memory: 64Mi}
                - name: agent
                  #     ^^^^^ container 'agent' has no ephemeral-storage limit
                  image: registry.example/agent:1.4.2
            """),
        Bad(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [{type: Container, defaultRequest: {ephemeral-storage: 1Gi}, default: {memory: 1Gi}}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no ephemeral-storage limit
                  image: registry.example/app:1.4.2
            """,
            title="its LimitRange gives a request only",
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: migrate, image: registry.example/app:1.4.2}]
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources: {limits: {ephemeral-storage: 1Gi}}
            """),
        Good(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [{type: Container, default: {ephemeral-storage: 2Gi}}]}
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
