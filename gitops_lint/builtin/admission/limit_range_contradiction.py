"""Rule: a LimitRange does not contradict itself."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS
from gitops_lint.model.node import nearest
from gitops_lint.podsecurity.limits import contradictions
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class LimitRangeContradiction(Rule[Resource]):
    """The API server refuses the LimitRange: its bounds and defaults contradict each other.

    They must rise from `min` over `defaultRequest` and `default` to `max`.  Values that are left out are filled in first:
    `default` is then `max`, and `defaultRequest` is `default`.

    **When to allow it.**  Never.
    """

    summary = "LimitRange contradicts itself"
    severity = Severity.ERROR
    tags = TAGS
    kinds = ("LimitRange",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each contradiction, in the API server's words."""
        for violation in contradictions(target.value):
            yield self.finding(nearest(target, violation.pointer), violation.detail)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  #^^^ min value 500m is greater than default request value 250m
                  #^^^ min value 500m is greater than default value 250m
                  min:
                    cpu: 500m
                    #    ^^^^ min value 500m is greater than max value 250m
                  max:
                    cpu: 250m
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  default:
                    memory: 128Mi
                  defaultRequest:
                    memory: 256Mi
                    #       ^^^^^ default request value 256Mi is greater than default limit value 128Mi
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: Container
                  default:
                    memory: 256Mi
                  defaultRequest:
                    memory: 128Mi
                  max:
                    memory: 1Gi
            """,
        ),
    )
