"""Rule: what serves requests runs more than once."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.availability._scaling import is_scaled, mounts_claim, replicas
from gitops_lint.builtin.probes._services import services_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class SingleReplica(Rule[Workload]):
    """A Service depends on a single pod, so each drained or failed node is an outage.

    Karpenter consolidates, EKS replaces nodes, Spot takes them back: all of that is harmless with two pods on two
    nodes.  Set `replicas` to at least 2, or let an autoscaler do it.

    Asked are Deployments and Rollouts that a Service of their namespace selects.  An autoscaler in the repository
    answers for them; one that mounts a PersistentVolumeClaim is not asked, since a second pod could often not start;
    neither is one that is switched off with `replicas: 0`.

    **When to allow it.**  In development, or where a minute without the service hurts nobody.
    """

    summary = "workload behind a Service has a single replica"
    severity = Severity.WARNING
    kinds = ("apps/Deployment", "argoproj.io/Rollout", "apps.openshift.io/DeploymentConfig")
    tags = frozenset({"availability", "reliability"})
    aliases = (
        "kube-linter:minimum-three-replicas",
        "kube-score:deployment-replicas",
        "polaris:deploymentMissingReplicas",
        "datree:DEPLOYMENT_INCORRECT_REPLICAS_VALUE",
        "kyverno:require-deployments-have-multiple-replicas",
        "gatekeeper:replicalimits",
    )

    class Options:
        """Options of the rule."""

        minimum: int = 2  #: how many pods a service should have

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The replica count, if it is too low and nothing else decides it."""
        count = replicas(target)
        if count == 0 or count >= self.options.minimum or mounts_claim(target) or is_scaled(target, repo):
            return
        services = services_of(target, repo)
        if services:
            at = target.at("spec", "replicas") or target
            text = f"{target.kind} behind a Service has {count} replica{'s' * (count > 1)}, fewer than {self.options.minimum}"
            yield self.finding(at, text, related=[(services[0], "this Service depends on it")])

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              replicas: 1
              #         ^ Deployment behind a Service has 1 replica, fewer than 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              #     ^^^ Deployment behind a Service has 1 replica, fewer than 3
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """,
            title="one is the default",
            options={"minimum": 3},
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: shop}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 5
            """,
            title="an autoscaler decides",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: worker, namespace: shop}
            spec:
              replicas: 1
              selector: {matchLabels: {app: worker}}
              template:
                metadata: {labels: {app: worker}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            title="no Service depends on it",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: db, namespace: shop}
            spec:
              replicas: 1
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers: [{name: app, image: registry.example/db:1.4.2}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: db, namespace: shop}
            spec: {selector: {app: db}, ports: [{port: 5432}]}
            """,
            title="its volume can be on one node only",
        ),
    )
