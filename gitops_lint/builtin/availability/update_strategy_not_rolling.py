"""Rule: what serves requests is replaced pod by pod."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.availability._scaling import mounts_claim
from gitops_lint.builtin.probes._services import services_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class UpdateStrategyNotRolling(Rule[Workload]):
    """The strategy `Recreate` stops all pods before it starts new ones, so each release is an outage.

    Asked are Deployments that a Service of their namespace selects.  One that mounts a PersistentVolumeClaim is not:
    there the old pod often has to let go of the volume before the new one can start.

    **When to allow it.**  Two versions must never run at the same time.
    """

    summary = "Deployment behind a Service is stopped for each update"
    severity = Severity.WARNING
    kinds = ("apps/Deployment",)
    tags = frozenset({"availability", "reliability"})
    aliases = (
        "kube-linter:no-rolling-update-strategy",
        "kube-score:deployment-strategy",
        "kubescape:C-0305",
    )

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The strategy's type, if it is Recreate and somebody notices."""
        at = target.at("spec", "strategy", "type")
        if at is None or at.value != "Recreate" or mounts_claim(target):
            return
        services = services_of(target, repo)
        if services:
            text = "strategy 'Recreate' stops all pods behind a Service for each update"
            yield self.finding(at, text, related=[(services[0], "this Service depends on it")])

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              strategy:
                type: Recreate
                #     ^^^^^^^^ strategy 'Recreate' stops all pods behind a Service for each update
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: worker}
            spec:
              strategy: {type: Recreate}
              selector: {matchLabels: {app: worker}}
              template:
                metadata: {labels: {app: worker}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            title="nobody waits for it",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: db}
            spec:
              strategy: {type: Recreate}
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers: [{name: app, image: registry.example/db:1.4.2}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec: {selector: {app: db}, ports: [{port: 5432}]}
            """,
            title="its volume can be on one node only",
        ),
    )
