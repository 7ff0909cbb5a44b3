"""Rule: every container asks for memory."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import asks_for, stated
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class MemoryRequestMissing(Rule[Container]):
    """A container without a memory request is scheduled as if it needed none.

    The scheduler puts it on nodes whose memory is promised to others; when the node runs short, it is among the
    first to be evicted.  Set `resources.requests.memory` to what the container needs on a normal day.

    A memory limit is enough, because Kubernetes takes it for the request; so is a request of the pod as a whole
    (`spec.resources`, Kubernetes 1.34), and one that a LimitRange of the namespace gives.  Init containers are not asked unless the option `init-containers` says so.

    **When to allow it.**  A LimitRange that is not in the repository gives a default.
    """

    summary = "container has no memory request"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "resources"})
    aliases = (
        "kube-score:container-resources",
        "polaris:memoryRequestsMissing",
        "CKV_K8S_12",
        "KSV-0016",
        "kics:Memory Requests Not Defined",
        "kubescape:C-0269",
        "kubescape:C-0004",
        "kubesec:RequestsMemory",
        "datree:CONTAINERS_MISSING_MEMORY_REQUEST_KEY",
    )

    class Options:
        """Options of the rule."""

        init_containers: bool = False  #: also ask init containers

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if neither it nor its pod asks for memory."""
        if asks_for(target, "memory", init_containers=self.options.init_containers):
            zero = stated(target, "requests", "memory") is not None
            text = "requests zero memory" if zero else "has no memory request"
            yield self.finding(target, f"{target.label} {text}")

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  initContainers:
                    - name: proxy
                      #     ^^^^^ sidecar container 'proxy' has no memory request
                      image: registry.example/proxy:2.0.1
                      restartPolicy: Always
                  containers:
                    - name: app
                      #     ^^^ container 'app' requests zero memory
                      image: registry.example/app:1.4.2
                      resources:
                        requests: {cpu: 100m, memory: 0}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: migrate, image: registry.example/app:1.4.2}]
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources: {limits: {memory: 128Mi}}
                - name: agent
                  image: registry.example/agent:1.4.2
                  resources: {requests: {memory: 32Mi}}
            """,
            title="a limit is the request where none is stated",
        ),
        Good(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [{type: Container, defaultRequest: {memory: 64Mi}}]}
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
