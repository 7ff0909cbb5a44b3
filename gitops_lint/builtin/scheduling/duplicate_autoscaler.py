"""Rule: one autoscaler for each workload."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS, scalers
from gitops_lint.model.places import place_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class DuplicateAutoscaler(Rule[Resource]):
    """Two autoscalers scale the same workload.

    They undo each other's work, and the number of pods never settles.  KEDA makes a HorizontalPodAutoscaler of its own for
    each ScaledObject; an HPA beside it is one too many.

    **When to allow it.**  Never; put all metrics into one.
    """

    summary = "two autoscalers for the same workload"
    severity = Severity.WARNING
    tags = TAGS
    aliases = ("kyverno:prevent-duplicate-hpa",)
    kinds = ("autoscaling/HorizontalPodAutoscaler", "keda.sh/ScaledObject")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The later one."""
        name = target.text("spec", "scaleTargetRef", "name") or ""
        kind = target.text("spec", "scaleTargetRef", "kind") or "Deployment"
        all_of_it = repo.once(scalers).get((place_of(target), kind, name), ())
        others = {each.identity: each for each in all_of_it if each.identity != target.identity}
        first = min((target.identity, *others))
        if others and first != target.identity:
            other = others[first]
            yield self.finding(
                target.at("spec", "scaleTargetRef") or target,
                f"{other.kind} '{other.name}' scales {kind} '{name}' too",
                related=[(other, "the other one")],
            )

    examples = (
        Bad(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
              #^^^^^^^^^^^^^ HorizontalPodAutoscaler 'other' scales Deployment 'web' too
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
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: other
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
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: db
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: StatefulSet
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
            title="another kind",
        ),
    )
