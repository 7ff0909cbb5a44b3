"""Rule: no AWS role for every pod of a namespace."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.rule import Bad, Good, Occurrence, Rule, ServiceAccount, Severity


class IrsaDefaultServiceAccount(Rule[ServiceAccount]):
    """The ServiceAccount `default` has an AWS role, which every pod of the namespace gets that asks for none.

    That includes debug pods and whatever a chart adds later.  Give the workload that needs the role a ServiceAccount of
    its own.

    **When to allow it.**  The namespace holds one workload that cannot name a ServiceAccount.
    """

    summary = "ServiceAccount 'default' has an AWS role"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa", "security"})
    security_severity = 5.0

    def check(self, target: ServiceAccount) -> Iterator[Occurrence]:
        """The annotation."""
        if target.name != "default":
            return
        node = target.at("metadata", "annotations", ROLE_ARN)
        if node is not None and node.value:
            yield self.finding(node, "every pod without a ServiceAccount of its own gets this role", grip="key")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: default
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                #^^^^^^^^^^^^^^^^^^^^^^^^^ every pod without a ServiceAccount of its own gets this role
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default}
            automountServiceAccountToken: false
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}}
            """),
    )
