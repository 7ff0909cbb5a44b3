"""Rule: one role, one ServiceAccount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import RoleArn, read_role
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, ServiceAccount, Severity


class IrsaRoleShared(Rule[ServiceAccount]):
    """Several ServiceAccounts use one role, so each of them has the rights of all.

    Give each its own role, with what it needs.  The same ServiceAccount in several clusters counts once.

    **When to allow it.**  The workloads are parts of one application with the same needs.
    """

    summary = "role is shared by several ServiceAccounts"
    severity = Severity.INFO
    tags = frozenset({"eks", "iam", "irsa", "security"})

    def check(self, target: ServiceAccount, repo: Repository) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        if node is None or not isinstance(node.value, str):
            return
        others = [other for other in repo.once(_by_role).get(node.value, {}).values() if not _same(target, other)]
        if others:
            related = [(other, "uses it too") for other in others[:5]]
            yield self.finding(node, "role is shared with other ServiceAccounts", grip="value", related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/shop
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role is shared with other ServiceAccounts
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/shop
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role is shared with other ServiceAccounts
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}}
            """),
    )


def _same(one: Resource, other: Resource) -> bool:
    """Whether both may be one object: a chart that no Application deploys has no namespace yet."""
    namespaces = {one.namespace, other.namespace} - {""}
    return one.name == other.name and len(namespaces) < 2


def _by_role(repo: Repository) -> dict[str, dict[tuple[str, str], Resource]]:
    found: dict[str, dict[tuple[str, str], Resource]] = defaultdict(dict)
    for account in repo.of_kind("", "ServiceAccount"):
        text = account.annotations.get(ROLE_ARN)
        if text and isinstance(read_role(text), RoleArn):
            found[text].setdefault((account.namespace, account.name), account)
    return found
