"""Rule: pods set what the namespace's ResourceQuota counts."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS, beside, pod_as_admitted
from gitops_lint.podsecurity.quota import covers, missing_for, missing_message
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class ResourceQuotaDemands(Rule[Workload]):
    """A ResourceQuota of the namespace counts cpu or memory, and a container does not say how much it needs.

    The API server then refuses every pod.  Set what is named, or give the namespace a LimitRange with defaults.

    **When to allow it.**  Never.
    """

    summary = "ResourceQuota demands what a container leaves out"
    severity = Severity.ERROR
    looks_inside = True
    tags = TAGS

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """Each container, in the API server's words."""
        for quota in beside(repo, target.resource, "ResourceQuota"):
            pod = pod_as_admitted(repo, target)
            if not covers(quota.value, pod):
                continue
            missing = missing_for(quota.value, pod)
            for container in target.containers:
                own = [each for each in missing if each.pointer[:2] == container.pointer[-2:]]
                if own:
                    yield self.finding(container, missing_message(own), related=[(quota, "this ResourceQuota")])

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
                      #     ^^^ must specify limits.memory for: app; requests.cpu for: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.cpu: 4
                limits.memory: 8Gi
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
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.cpu: 4
                limits.memory: 8Gi
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  default:
                    cpu: 500m
                    memory: 256Mi
            """,
            title="a LimitRange fills them in",
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
                        limits:
                          memory: 256Mi
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.cpu: 4
                limits.memory: 8Gi
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
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                pods: 10
            """,
            title="the quota counts pods only",
        ),
    )
