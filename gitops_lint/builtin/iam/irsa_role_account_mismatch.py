"""Rule: the role of a ServiceAccount is in its cluster's account and partition."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN, account_of, cluster_partition
from gitops_lint.identity.arn import RoleArn, read_role
from gitops_lint.identity.roles import admitted
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, ServiceAccount, Severity


class IrsaRoleAccountMismatch(Rule[ServiceAccount]):
    """The role of a ServiceAccount is in another account than the cluster it is deployed to.

    That is often the role of another environment, copied along.  It is right only if that account has an OIDC provider
    for this cluster; where ACK or Crossplane manages the role from the repository, and its trust policy admits the
    ServiceAccount, it is worth knowing and no more.  A role in another partition (`aws-cn`, `aws-us-gov` …) can never be assumed, which is an error.

    The account of a cluster is that of the configuration (`clusters.<name>.account`), or of the cluster's ARN.

    **When to allow it.**  The other account trusts this cluster's OIDC provider; list it in `accounts`.
    """

    summary = "role of a ServiceAccount is in another account than its cluster"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa"})

    class Options:
        """Options of the rule."""

        accounts: tuple[str, ...] = ()  #: accounts that trust the clusters' OIDC providers

    def check(self, target: ServiceAccount, repo: Repository) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        arn = read_role(node.value) if node is not None and isinstance(node.value, str) else None
        if node is None or not isinstance(arn, RoleArn):
            return
        cluster = target.context.cluster
        partition, account = cluster_partition(cluster), account_of(cluster)
        if partition and arn.partition != partition:
            message = f"role is in the partition '{arn.partition}', its cluster in '{partition}'"
            yield self.finding(node, message, grip="value", severity=Severity.ERROR)
        elif account and arn.account != account and arn.account not in self.options.accounts:
            message = f"role is in the account '{arn.account}', its cluster in '{account}'"
            trusted = admitted(repo, arn, target) is True
            yield self.finding(node, message, grip="value", severity=Severity.INFO if trusted else None)

    examples = (
        Bad(
            files={
                "apps/api.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: api, namespace: argocd}
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
                        #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role is in the account '351619759866', its cluster in '696911096973'
                    """,
            },
            config={"clusters": {"prod": {"account": "696911096973"}}},
        ),
        Good(
            files={
                "apps/api.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: api, namespace: argocd}
                    spec:
                      project: default
                      source: {repoURL: "https://git.example/acme/gitops.git", path: api, targetRevision: main}
                      destination: {name: prod, namespace: api}
                    """,
                "api/account.yaml": """
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::696911096973:role/api"}}
                    """,
            },
            config={"clusters": {"prod": {"account": "696911096973"}}},
        ),
        Good(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::696911096973:role/api"}}
            """,
            title="nothing says which account the cluster is in",
        ),
    )
