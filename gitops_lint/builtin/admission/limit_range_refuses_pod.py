"""Rule: pods keep the bounds of their namespace's LimitRange."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS, beside, pod_as_admitted
from gitops_lint.podsecurity.limits import refusals
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class LimitRangeRefusesPod(Rule[Workload]):
    """The LimitRange of the namespace refuses the pods: the workload is applied, and no pod ever starts.

    Requests and limits are judged as the API server does it, after its own defaults and those of the LimitRange.

    **When to allow it.**  Never; change the one or the other.
    """

    summary = "LimitRange refuses the pods"
    severity = Severity.ERROR
    looks_inside = True
    tags = TAGS

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """Each container or pod that is refused, in the API server's words."""
        for limit_range in beside(repo, target.resource, "LimitRange"):
            for violation in refusals(pod_as_admitted(repo, target), limit_range.value):
                owner = next(
                    (each for each in target.containers if violation.pointer[:2] == each.pointer[-2:]), target.resource
                )
                related = [(limit_range, "this LimitRange")]
                yield self.finding(owner, violation.detail, related=related)

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
                      #     ^^^ maximum memory usage per Container is 1Gi, but limit is 2Gi
                      image: registry.example/app:1.4.2
                      resources:
                        limits:
                          memory: 2Gi
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  max:
                    memory: 1Gi
            """,
        ),
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
                      #     ^^^ cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000
                      image: registry.example/app:1.4.2
                      resources:
                        requests:
                          cpu: 500m
                        limits:
                          cpu: 2
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  maxLimitRequestRatio:
                    cpu: 2
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
                          memory: 512Mi
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  max:
                    memory: 1Gi
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
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  max:
                    memory: 1Gi
            """,
            title="the limit is filled in",
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
                          memory: 2Gi
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: other
            spec:
              limits:
                - type: Container
                  max:
                    memory: 1Gi
            """,
            title="another namespace",
        ),
    )
