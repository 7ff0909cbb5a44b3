"""Rule: values of charts hold role ARNs of right form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import DOCUMENTATION_ACCOUNTS, RoleArn, read_role
from gitops_lint.identity.grants import annotations_in
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Repository, Rule, Severity
from gitops_lint.source.classify import classify, group_version_kind

_APPLICATIONS = ("Application", "ApplicationSet")


class IrsaRoleArnInValues(Rule[Document]):
    """Values for a chart hold a role ARN that is malformed or names the account of an example.

    Judged are values files and the `valuesObject` of Applications, where the chart itself cannot be rendered, for
    example because it is remote.  Where it is rendered, its ServiceAccount is judged instead, by
    `irsa-role-arn-malformed` and `irsa-role-arn-placeholder`.  Empty texts and variables are no finding.

    **When to allow it.**  The default of a chart, which each environment overrides; an empty text says that better.
    """

    summary = "role ARN in values of a chart is malformed or a placeholder"
    severity = Severity.WARNING
    tags = frozenset({"eks", "helm", "iam", "irsa"})
    documents = "loose"

    def check(self, target: Document, repo: Repository) -> Iterator[Occurrence]:
        """Every value under the annotation's key."""
        for pointer, text in annotations_in(_values(target)):
            if not text.strip() or text in repo.once(_rendered):
                continue
            arn = read_role(text)
            at = Place(target.path, target.index, pointer)
            if isinstance(arn, RoleArn):
                known = {cluster.account for cluster in repo.clusters.values()}
                if arn.account in DOCUMENTATION_ACCOUNTS and arn.account not in known:
                    yield self.finding(at, f"role ARN names the account '{arn.account}' of an example", grip="value")
            elif arn.kind in ("stand-in", "malformed"):
                yield self.finding(at, f"role ARN '{text}' {arn.reason}", grip="value")

    examples = (
        Bad(
            files={
                "apps/loki/values.yaml": """
                    loki:
                      serviceAccount:
                        annotations:
                          eks.amazonaws.com/role-arn: arn:aws:iam::XXXXXXXXXXXX:role/loki
                          #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role ARN 'arn:aws:iam::XXXXXXXXXXXX:role/loki' has the placeholder 'XXXXXXXXXXXX' for an account
                    tempo:
                      serviceAccount:
                        annotations:
                          eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/tempo
                          #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role ARN names the account '123456789012' of an example
                    """
            }
        ),
        Good(
            files={
                "apps/loki/values.yaml": """
                    serviceAccount:
                      annotations:
                        eks.amazonaws.com/role-arn: ""
                    other:
                      serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::${ACCOUNT}:role/other"}}
                    third:
                      serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/third"}}
                    """
            }
        ),
    )


def _values(document: Document) -> Any:
    """What of a document is values: all of it, or what an Application holds of them."""
    kind = group_version_kind(document.value)
    if kind is not None:
        return document.value if kind[0] == "argoproj.io" and kind[2] in _APPLICATIONS else None
    return document.value if classify(document.path, document.value) == "helm-values" else None


def _rendered(repo: Repository) -> frozenset[str]:
    """The roles of all ServiceAccounts that were rendered."""
    return frozenset(account.annotations.get(ROLE_ARN, "") for account in repo.of_kind("", "ServiceAccount"))
