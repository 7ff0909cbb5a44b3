"""Rule: every container asks for cpu."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import asks_for, stated
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class CpuRequestMissing(Rule[Container]):
    """A container without a CPU request is scheduled as if it needed none.

    The scheduler and Karpenter count requests, not use: pods without one pile up on a node that is busy already, get
    the smallest share of it, and an autoscaler on CPU utilisation cannot work at all.  Set `resources.requests.cpu`
    to what the container uses on a normal day.

    A CPU limit is enough, because Kubernetes takes it for the request; so is a request of the pod as a whole
    (`spec.resources`, Kubernetes 1.34), and one that a LimitRange of the namespace gives.  Init containers are not asked unless the option `init-containers` says so.

    **When to allow it.**  A LimitRange that is not in the repository gives a default, or the work may wait for idle nodes.
    """

    summary = "container has no cpu request"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "resources"})
    aliases = (
        "kube-linter:unset-cpu-requirements",
        "kube-score:container-resources",
        "polaris:cpuRequestsMissing",
        "CKV_K8S_10",
        "KSV-0015",
        "kics:CPU Requests Not Set",
        "kubescape:C-0268",
        "kubescape:C-0050",
        "kubesec:RequestsCPU",
        "datree:CONTAINERS_MISSING_CPU_REQUEST_KEY",
    )

    class Options:
        """Options of the rule."""

        init_containers: bool = False  #: also ask init containers

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if neither it nor its pod asks for cpu."""
        if asks_for(target, "cpu", init_containers=self.options.init_containers):
            zero = stated(target, "requests", "cpu") is not None
            text = "requests zero cpu" if zero else "has no cpu request"
            yield self.finding(target, f"{target.label} {text}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no cpu request
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {memory: 64Mi}
                - name: idle
                  #     ^^^^ container 'idle' requests zero cpu
                  image: registry.example/idle:1.4.2
                  resources:
                    requests: {cpu: 0m}
            """),
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: wait
                      #     ^^^^ init container 'wait' has no cpu request
                      image: registry.example/wait:1.0.0
                  containers:
                    - {name: app, image: "registry.example/app:1.4.2", resources: {requests: {cpu: 100m}}}
            """,
            title="init containers on request",
            options={"init-containers": True},
        ),
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
                  resources: {limits: {cpu: "1"}}
            """,
            title="a limit is the request where none is stated",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              resources: {requests: {cpu: 500m}}
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
            title="the pod as a whole has one",
        ),
        Good(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [{type: Container, default: {cpu: 500m}}]}
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
