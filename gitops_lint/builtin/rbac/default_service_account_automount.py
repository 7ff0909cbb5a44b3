"""Rule: the ServiceAccount default mounts no token."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Rule, ServiceAccount, Severity


class DefaultServiceAccountAutomount(Rule[ServiceAccount]):
    """The repository writes the ServiceAccount `default` and lets it mount its token.

    Pods that name no other ServiceAccount rarely talk to the API server.  Add `automountServiceAccountToken: false`.

    **When to allow it.**  Pods that use the token and cannot name another account.
    """

    summary = "ServiceAccount 'default' mounts its token"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "CKV_K8S_41",
        "kubescape:C-0189",
        "datree:CIS_INVALID_VALUE_AUTOMOUNTSERVICEACCOUNTTOKEN",
        "kyverno:disable-automountserviceaccounttoken",
    )

    def check(self, target: ServiceAccount) -> Iterator[Occurrence]:
        """The account."""
        if target.name == "default" and target.get("automountServiceAccountToken") is not False:
            yield self.finding(target, "ServiceAccount 'default' mounts its token into every pod that names no other")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: default
              #     ^^^^^^^ ServiceAccount 'default' mounts its token into every pod that names no other
              namespace: shop
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: default
              namespace: shop
            automountServiceAccountToken: false
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              namespace: shop
            """,
        ),
    )
