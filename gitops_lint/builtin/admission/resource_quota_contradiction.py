"""Rule: the scopes of a ResourceQuota fit what it limits."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS
from gitops_lint.podsecurity.quota import contradictions
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class ResourceQuotaContradiction(Rule[Resource]):
    """The API server refuses the ResourceQuota: a scope is unknown, does not apply to what is limited, or excludes another.

    **When to allow it.**  Never.
    """

    summary = "scopes of a ResourceQuota contradict it"
    severity = Severity.ERROR
    tags = TAGS
    kinds = ("ResourceQuota",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each scope, in the API server's words."""
        for violation in contradictions(target.value):
            yield self.finding(target.at(*violation.pointer) or target, violation.detail)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.storage: 10Gi
              scopes:
                - BestEffort
                  #^^^^^^^^^ unsupported scope applied to resource
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                pods: 5
              scopes:
                - Terminating
                  #^^^^^^^^^^ conflicting scopes
                - NotTerminating
                  #^^^^^^^^^^^^^ conflicting scopes
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                pods: 5
              scopes:
                - BestEffort
            """,
        ),
    )
