"""Rule: the role of a ServiceAccount is in a real account."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN, is_own_account
from gitops_lint.identity.arn import DOCUMENTATION_ACCOUNTS, RoleArn, read_role
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, ServiceAccount, Severity


class IrsaRoleArnPlaceholder(Rule[ServiceAccount]):
    """The role ARN of a ServiceAccount still has the account of an example in it.

    `xxxxxxxxxxxx`, `ACCOUNT_ID` and the accounts that AWS uses in its documentation (`111122223333`, `123456789012` …)
    are nobody's: the pods start and cannot assume the role.

    Variables that a tool fills in (`${…}`, `{{…}}`, `<…>`) are no finding, and neither is an account that the
    configuration or the cluster's Secret names.

    **When to allow it.**  The manifest is an example that is never applied.
    """

    summary = "role ARN of a ServiceAccount names a placeholder account"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: ServiceAccount, repo: Repository) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        if node is None or not isinstance(node.value, str) or not node.value.strip():
            return
        arn = read_role(node.value)
        if isinstance(arn, RoleArn):
            own = any(is_own_account(arn, cluster) for cluster in (target.context.cluster, *repo.clusters.values()))
            if arn.account in DOCUMENTATION_ACCOUNTS and not own:
                yield self.finding(node, f"role ARN names the account '{arn.account}' of an example", grip="value")
        elif arn.kind == "stand-in":
            yield self.finding(node, f"role ARN '{node.value}' {arn.reason}", grip="value", severity=Severity.ERROR)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::xxxxxxxxxxxx:role/api
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role ARN 'arn:aws:iam::xxxxxxxxxxxx:role/api' has the placeholder 'xxxxxxxxxxxx' for an account
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: worker
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/worker
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role ARN names the account '123456789012' of an example
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: worker, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::${ACCOUNT_ID}:role/api"}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::<ACCOUNT_ID>:role/api"}}
            """),
        Good(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/api"}}
            """,
            title="the configuration says that this is the cluster's account",
            config={"clusters": {"prod": {"account": "111122223333"}}},
        ),
    )
