"""Rule: what a Rollout names fits it."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_SERVICES = (
    ("canary", "stableService"),
    ("canary", "canaryService"),
    ("blueGreen", "activeService"),
    ("blueGreen", "previewService"),
)


class RolloutReferenceMismatch(Rule[Resource]):
    """A Service of a Rollout does not select its pods, or the Deployment behind it still runs pods of its own.

    - The controller refuses a Service whose selector asks for a label that the pods of the Rollout do not have.
    - With `workloadRef` the Rollout takes over the template of a Deployment.  That Deployment keeps its own pods unless
      `replicas` is 0 or `workloadRef.scaleDown` says when they go: both run side by side.
    - An autoscaler of that Deployment scales the wrong object: it must name the Rollout.

    **When to allow it.**  The Deployment is being replaced, and both shall run for a while.
    """

    summary = "Service, Deployment or autoscaler does not fit the Rollout"
    severity = Severity.WARNING
    tags = frozenset({"eks", "references", "rollouts"})
    kinds = ("argoproj.io/Rollout",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Services, then the Deployment."""
        name, deployment = _taken_over(target, repo)
        yield from self._services(target, deployment or target, repo)
        if name is None or deployment is None:
            return
        scale_down = target.get("spec", "workloadRef", "scaleDown")
        if deployment.get("spec", "replicas") != 0 and scale_down in (None, "never"):
            message = f"Deployment '{name.value}' keeps its own pods beside those of the Rollout"
            yield self.finding(name, message, grip="value", related=[(deployment, "the Deployment")])
        for scaler in repo.of_kind("autoscaling", "HorizontalPodAutoscaler"):
            goal = scaler.mapping("spec", "scaleTargetRef")
            beside = scaler.deployable is deployment.deployable and scaler.namespace == target.namespace
            if beside and (goal.get("kind"), goal.get("name")) == ("Deployment", name.value):
                message = f"HorizontalPodAutoscaler '{scaler.name}' scales the Deployment, not the Rollout"
                yield self.finding(name, message, grip="value", related=[(scaler, "the autoscaler")])

    def _services(self, target: Resource, templated: Resource, repo: Repository) -> Iterator[Occurrence]:
        labels = templated.workload.pod_labels if templated.workload is not None else {}
        if not labels:
            return
        for strategy, field in _SERVICES:
            node = target.at("spec", "strategy", strategy, field)
            if node is None or not isinstance(node.value, str):
                continue
            service = repo.find_near(target, "", "Service", target.namespace, node.value)
            selector = service.mapping("spec", "selector") if service is not None else {}
            for key, value in selector.items():
                if key != "rollouts-pod-template-hash" and labels.get(key) != value:
                    message = f"Service '{node.value}' has unmatch label '{key}' in rollout"
                    related = [(service, "the Service")] if service is not None else []
                    yield self.finding(node, message, grip="value", related=related, severity=Severity.ERROR)
                    break

    examples = (
        Bad("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              strategy:
                canary:
                  stableService: web
                  canaryService: canary
                  #              ^^^^^^ Service 'canary' has unmatch label 'app' in rollout
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: canary}
            spec: {selector: {app: web-canary}, ports: [{port: 80}]}
            """),
        Bad("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              workloadRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
                #     ^^^ Deployment 'web' keeps its own pods beside those of the Rollout
              strategy: {canary: {}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
        Good("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web, scaleDown: onsuccess}
              strategy: {blueGreen: {activeService: elsewhere}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}, maxReplicas: 5}
            """),
    )


def _taken_over(target: Resource, repo: Repository) -> tuple[Node | None, Resource | None]:
    """The Deployment whose template the Rollout has, and the name that says so."""
    name = target.at("spec", "workloadRef", "name")
    if name is None or target.get("spec", "workloadRef", "kind") != "Deployment" or not isinstance(name.value, str):
        return None, None
    return name, repo.find_near(target, "apps", "Deployment", target.namespace, name.value)
