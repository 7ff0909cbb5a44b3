"""Rule: what an autoscaler measures in percent is requested."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import pod_as_admitted
from gitops_lint.builtin.scheduling._budget import TAGS, workloads
from gitops_lint.model.places import place_of
from gitops_lint.podsecurity.amounts import asked, containers_of
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class HpaTargetWithoutRequest(Rule[Resource]):
    """The HorizontalPodAutoscaler measures a percentage of what the pods request, and a container requests nothing.

    It then cannot compute the metric and never scales on it: `failed to get cpu utilization: missing request for cpu in
    container`.  Give every container of the pod the request, sidecars included, or measure a `ContainerResource`.
    An autoscaler without `metrics` measures 80% of the cpu.

    **When to allow it.**  A mutating webhook adds the requests.
    """

    summary = "autoscaler measures a request that is missing"
    severity = Severity.WARNING
    looks_inside = True
    tags = TAGS
    kinds = ("autoscaling/HorizontalPodAutoscaler",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each metric, with the containers."""
        reference = target.mapping("spec", "scaleTargetRef")
        wanted = (reference.get("kind"), reference.get("name"))
        beside = repo.once(workloads).get(place_of(target), ())
        workload = next((each for each in beside if (each.kind, each.name) == wanted), None)
        if workload is None:
            return
        pod = pod_as_admitted(repo, workload)
        for node, name in _measured(target):
            if name in asked(pod, "requests"):
                continue
            lacking = [
                each for _, body, each in containers_of(pod, "containers") if name not in asked(body, "requests")
            ]
            if lacking:
                shown = ", ".join(f"'{each}'" for each in lacking)
                yield self.finding(
                    node,
                    f"missing request for {name} in container {shown}: the autoscaler never scales on it",
                    related=[(workload.resource, "scaled by it")],
                )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    #     ^^^ missing request for cpu in container 'app': the autoscaler never scales on it
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      resources:
                        requests:
                          cpu: 100m
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      resources:
                        limits:
                          cpu: 1
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
            title="the limit is the request",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: AverageValue
                      averageValue: 500m
            """,
            title="an absolute value needs none",
        ),
        Good(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
            title="its target may be elsewhere",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  defaultRequest:
                    cpu: 100m
            """,
            title="a LimitRange fills it in",
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            ---
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: shop}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: 5
              targetCPUUtilizationPercentage: 70
              #                               ^^ missing request for cpu in container 'app': the autoscaler never scales on it
            """,
            title="version 1",
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: shop}
            spec:
            #^^^ missing request for cpu in container 'app': the autoscaler never scales on it
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: 5
            """,
            title="cpu is the default",
        ),
    )


def _measured(autoscaler: Resource) -> Iterator[tuple[Node, str]]:
    """What is measured in percent of the requests, each with the place that says so."""
    metrics, legacy = autoscaler.at("spec", "metrics"), autoscaler.at("spec", "targetCPUUtilizationPercentage")
    if legacy is not None:
        yield legacy, "cpu"
    elif autoscaler.version != "v1" and (metrics is None or metrics.value in (None, [])):
        yield autoscaler.at("spec") or autoscaler, "cpu"
    for metric in autoscaler.items("spec", "metrics"):
        name = metric.text("resource", "name")
        percent = metric.get("resource", "target", "averageUtilization") is not None
        if metric.get("type") == "Resource" and name is not None and percent:
            yield metric.at("resource", "name") or metric, name
