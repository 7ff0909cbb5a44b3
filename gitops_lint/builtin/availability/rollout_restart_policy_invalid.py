"""Rule: pods that must run on are restarted."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class RolloutRestartPolicyInvalid(Rule[Workload]):
    """The pod template's restart policy is one that its controller cannot use.

    A Rollout makes ReplicaSets, and the API server refuses those unless their pods are restarted `Always`, which is
    also the default; so does a DeploymentConfig with its replication controllers.  The Rollout itself is accepted,
    then stays Degraded.

    What the API server refuses at once, such as a Deployment with `OnFailure` or a Job with `Always`, is reported
    with the object's schema; a field that is absent is no mistake.

    **When to allow it.**  Never.
    """

    summary = "restart policy does not fit the controller"
    severity = Severity.ERROR
    kinds = ("argoproj.io/Rollout", "apps.openshift.io/DeploymentConfig")
    tags = frozenset({"availability", "sync"})
    aliases = ("kube-linter:restart-policy", "datree:WORKLOAD_INCORRECT_RESTARTPOLICY_VALUE_ALWAYS")

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The restart policy, if it is not Always."""
        at = target.pod.at("restartPolicy")
        if at is not None and at.value in ("OnFailure", "Never"):
            yield self.finding(at, f"Unsupported value: '{at.value}': supported values: 'Always'")

    examples = (
        Bad("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  restartPolicy: OnFailure
                  #              ^^^^^^^^^ Unsupported value: 'OnFailure': supported values: 'Always'
                  containers: [{name: app, image: registry.example/app:1.4.2}]
            """),
        Good("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """),
        Good("""
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}
            """),
    )
