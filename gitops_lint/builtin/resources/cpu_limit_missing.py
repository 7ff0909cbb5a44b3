"""Rule: every container states a cpu limit."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import lacks_limit
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class CpuLimitMissing(Rule[Container]):
    """A container without a CPU limit may use all the idle CPU of its node.

    Many teams want exactly that, because a limit slows a container down while CPU lies idle; so the rule is in no
    profile.  Select it where tenants share nodes and must not depend on each other's load.  Its opposite is
    `cpu-limit-set`.

    A limit on the pod itself (`spec.resources`, Kubernetes 1.34) counts for all of its containers,
    and one that a LimitRange of the namespace gives counts for those without.

    **When to allow it.**  Requests are set and bursts into idle CPU are welcome.
    """

    summary = "container has no cpu limit"
    severity = Severity.WARNING
    tags = frozenset({"resources"})
    aliases = (
        "kube-score:container-resources",
        "polaris:cpuLimitsMissing",
        "CKV_K8S_11",
        "KSV-0011",
        "kics:CPU Limits Not Set",
        "kubescape:C-0270",
        "kubescape:C-0009",
        "kubescape:C-0050",
        "kubesec:LimitsCPU",
        "datree:CONTAINERS_MISSING_CPU_LIMIT_KEY",
    )

    class Options:
        """Options of the rule."""

        init_containers: bool = False  #: also ask init containers

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if nobody sets its limit."""
        if lacks_limit(target, "cpu", init_containers=self.options.init_containers):
            yield self.finding(target, f"{target.label} has no cpu limit")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no cpu limit
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {cpu: 100m}
                    limits: {memory: 64Mi}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: migrate, image: registry.example/app:1.4.2}]
              containers: [{name: app, image: registry.example/app:1.4.2, resources: {limits: {cpu: 1}}}]
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              resources: {limits: {cpu: "1"}}
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
