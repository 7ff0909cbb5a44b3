"""Rule: long-running containers have a liveness probe."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.probes._probing import is_service_like, probe, probes_itself
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class LivenessProbeMissing(Rule[Container]):
    """Nothing restarts the container when it hangs.

    Kubernetes restarts a process that ends, but one that is stuck counts as alive until a liveness probe says
    otherwise.  A bad liveness probe, on the other hand, turns a slow moment into an outage, so the rule is in the
    profile `strict` only: add one where the process can hang, and let it ask about the process alone, never about its
    databases.

    Init containers, Jobs and pods that are not restarted are not asked; sidecars are.

    **When to allow it.**  The process ends when it cannot go on.
    """

    summary = "container has no liveness probe"
    severity = Severity.INFO
    tags = frozenset({"availability", "probes", "reliability"})
    aliases = (
        "kube-linter:no-liveness-probe",
        "kube-score:pod-probes",
        "polaris:livenessProbeMissing",
        "CKV_K8S_8",
        "kics:Liveness Probe Is Not Defined",
        "kubescape:C-0056",
        "datree:CONTAINERS_MISSING_LIVENESSPROBE_KEY",
        "kyverno:require-probes",
        "gatekeeper:requiredprobes",
    )

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if it runs on and nothing asks whether it lives."""
        workload = target.workload
        if not target.runs_on or not is_service_like(workload) or probes_itself(workload):
            return
        if probe(target, "livenessProbe") is None:
            yield self.finding(target, f"{target.label} has no liveness probe")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers:
                - name: proxy
                  #     ^^^^^ sidecar container 'proxy' has no liveness probe
                  image: registry.example/proxy:2.0.1
                  restartPolicy: Always
                - {name: migrate, image: "registry.example/app:1.4.2"}
              containers:
                - name: app
                  #     ^^^ container 'app' has no liveness probe
                  image: registry.example/app:1.4.2
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe: {httpGet: {path: /live, port: 8080}}
            """),
        Good("""
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec:
              schedule: "0 3 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: app, image: registry.example/app:1.4.2}]
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: smoke-test, annotations: {helm.sh/hook: test}}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            title="a test pod of Helm",
        ),
    )
