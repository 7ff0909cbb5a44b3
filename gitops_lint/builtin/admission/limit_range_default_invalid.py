"""Rule: defaults of a LimitRange do not make pods invalid."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS, beside, pod_as_admitted
from gitops_lint.podsecurity.requirements import resource_refusals
from gitops_lint.podsecurity.usage import with_request_defaults
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class LimitRangeDefaultInvalid(Rule[Workload]):
    """What the LimitRange of the namespace fills in makes the pods invalid.

    Requests and limits are filled in each for itself.  A container with a request of its own and no limit gets the default
    limit, and when that is lower the API server refuses every pod.  Write the limit next to the request.

    **When to allow it.**  Never.
    """

    summary = "default of a LimitRange makes the pods invalid"
    severity = Severity.ERROR
    looks_inside = True
    tags = TAGS

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """Each value that only the defaults make wrong, in the API server's words."""
        ranges = beside(repo, target.resource, "LimitRange")
        if not ranges:
            return
        before = {violation.pointer for violation in resource_refusals(with_request_defaults(target.pod.value))}
        for violation in resource_refusals(pod_as_admitted(repo, target)):
            if violation.pointer not in before:
                node = target.pod.at(*violation.pointer)
                owner = next((each for each in target.containers if violation.pointer[:2] == each.pointer[-2:]), target)
                related = [(limit_range, "fills in the default") for limit_range in ranges]
                yield self.finding(
                    node or owner, f"with the defaults of the LimitRange: {violation.detail}", related=related
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
                      resources:
                        requests:
                          memory: 1Gi
                          #       ^^^ with the defaults of the LimitRange: must be less than or equal to memory limit of 512Mi
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
                    memory: 512Mi
                  defaultRequest:
                    memory: 256Mi
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
                          memory: 1Gi
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
                  default:
                    memory: 512Mi
                  defaultRequest:
                    memory: 256Mi
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
                          memory: 1Gi
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
                  default:
                    memory: 512Mi
            """,
            title="wrong without the LimitRange too: another rule",
        ),
    )
