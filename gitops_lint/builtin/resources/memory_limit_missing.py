"""Rule: every container states a memory limit."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import amount, lacks_limit, stated
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class MemoryLimitMissing(Rule[Container]):
    """A container without a memory limit may use all the memory of its node.

    Nothing stops a leak until the node itself runs out of memory, and the kernel may then kill a pod that did
    nothing wrong.  Set `resources.limits.memory` to the most the container should ever need.

    Init containers are not asked for one unless the option `init-containers` says so: they end before the others
    start.  A limit on the pod itself (`spec.resources`, Kubernetes 1.34) counts for all of its containers,
    and one that a LimitRange of the namespace gives counts for those without.

    **When to allow it.**  The container has a node to itself, for example on a tainted Karpenter NodePool.
    """

    summary = "container has no memory limit"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "resources"})
    aliases = (
        "kube-linter:unset-memory-requirements",
        "kube-score:container-resources",
        "polaris:memoryLimitsMissing",
        "CKV_K8S_13",
        "KSV-0018",
        "kics:Memory Limits Not Defined",
        "kubescape:C-0271",
        "kubescape:C-0004",
        "kubescape:C-0009",
        "kubesec:LimitsMemory",
        "datree:CONTAINERS_MISSING_MEMORY_LIMIT_KEY",
    )

    class Options:
        """Options of the rule."""

        init_containers: bool = False  #: also ask init containers

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if nobody sets its limit."""
        if not lacks_limit(target, "memory", init_containers=self.options.init_containers):
            return
        fix = None
        request = amount(target, "requests", "memory")
        if request is not None and request.is_integer and not request.is_zero:
            limit = target.insert(("resources", "limits", "memory"), stated(target, "requests", "memory"))
            fix = self.unsafe_fix("use the memory request as the limit", limit)
        yield self.finding(target, f"{target.label} has no memory limit", fix=fix)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no memory limit
                  image: registry.example/app:1.4.2
                  resources:
                    requests:  # measured in May
                      memory: 64Mi
            """,
            fixed="""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests:  # measured in May
                      memory: 64Mi
                    limits:
                      memory: 64Mi
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no memory limit
                  image: registry.example/app:1.4.2
                  resources: {requests: {memory: 100m}}
            """,
            title="a request of a tenth of a byte is nothing to copy",
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  initContainers:
                    - name: proxy
                      #     ^^^^^ sidecar container 'proxy' has no memory limit
                      image: registry.example/proxy:2.0.1
                      restartPolicy: Always
                  containers:
                    - {name: app, image: "registry.example/app:1.4.2", resources: {limits: {memory: 64Mi}}}
            """,
            title="a sidecar runs as long as the pod",
        ),
        Bad(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec:
              limits:
                - {type: Pod, max: {memory: 1Gi}}
                - {type: Container, defaultRequest: {memory: 64Mi}}
            ---
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: other}
            spec: {limits: [{type: Container, default: {memory: 1Gi}}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no memory limit
                  image: registry.example/app:1.4.2
            """,
            title="its LimitRange gives requests only",
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
                  resources: {limits: {memory: 128Mi}}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              resources: {limits: {memory: 1Gi}}
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
            title="the pod as a whole has one",
        ),
        Good(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [{type: Container, max: {memory: 1Gi}}]}
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
