"""Rule: one role, one ServiceAccount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import RoleArn, read_role
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, ServiceAccount, Severity


class IrsaRoleShared(Rule[ServiceAccount]):
    """Several ServiceAccounts use one role, so each of them has the rights of all.

    Give each its own role, with what it needs.  The same ServiceAccount in several clusters is told apart: there a fault
    in one environment reaches the data of the others.

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
        users = repo.once(_by_role).get(node.value, {}).values()
        others = [other for other in users if not _same(target, other)]
        message = "role is shared with other ServiceAccounts"
        if not others:
            others = [other for other in users if _other_cluster(target, other)]
            message = "role is shared with other clusters"
        if others:
            related = [(other, "uses it too") for other in others[:5]]
            yield self.finding(node, message, grip="value", related=related)

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
        Bad(
            files={
                "apps/dev.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: api-dev, namespace: argocd}
                    spec:
                      project: default
                      source: {repoURL: "https://git.example/acme/gitops.git", path: api, targetRevision: main}
                      destination: {name: dev, namespace: api}
                    """,
                "apps/prod.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: api-prod, namespace: argocd}
                    spec:
                      project: default
                      source: {repoURL: "https://git.example/acme/gitops.git", path: api, targetRevision: main}
                      destination: {name: prod, namespace: api}
                    """,
                "api/account.yaml": """
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: api
                      annotations:
                        eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                        #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role is shared with other clusters
                    """,
            },
            title="by two environments",
        ),
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


def _other_cluster(one: Resource, other: Resource) -> bool:
    """Whether two are for different clusters, both of which have a name."""
    names = {one.context.cluster.name, other.context.cluster.name}
    return len(names) == 2 and "" not in names


def _by_role(repo: Repository) -> dict[str, dict[tuple[str, str, str], Resource]]:
    found: dict[str, dict[tuple[str, str, str], Resource]] = defaultdict(dict)
    for account in repo.of_kind("", "ServiceAccount"):
        text = account.annotations.get(ROLE_ARN)
        if text and isinstance(read_role(text), RoleArn):
            found[text].setdefault((account.context.cluster.name, account.namespace, account.name), account)
    return found
