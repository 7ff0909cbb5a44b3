"""Rule: no token of a ServiceAccount lasts for ever."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class LegacyServiceAccountToken(Rule[Resource]):
    """The Secret asks for a token that never expires.

    Since Kubernetes 1.24 nothing needs one: pods get short-lived tokens, and `kubectl create token` makes one for
    outside.

    **When to allow it.**  Systems outside that cannot renew a token.
    """

    summary = "token of a ServiceAccount never expires"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kyverno:check-serviceaccount-secrets",
        "kyverno:deny-secret-service-account-token-type",
    )
    kinds = ("Secret",)
    security_severity = 4.5

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The type of the Secret."""
        if target.get("type") == "kubernetes.io/service-account-token":
            yield self.finding(target.at("type") or target, "token of a ServiceAccount that never expires")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web-token
              annotations:
                kubernetes.io/service-account.name: web
            type: kubernetes.io/service-account-token
            #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ token of a ServiceAccount that never expires
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            type: Opaque
            """,
        ),
    )
