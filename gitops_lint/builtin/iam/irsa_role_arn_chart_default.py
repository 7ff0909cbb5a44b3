"""Rule: charts do not carry the role of one account."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitops_lint.identity.arn import DOCUMENTATION_ACCOUNTS, RoleArn, read_role
from gitops_lint.identity.grants import annotations_in
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Repository, Rule, Severity


class IrsaRoleArnChartDefault(Rule[Document]):
    """The default values of a chart hold the role of one AWS account.

    An environment that forgets to override it asks for a role of another environment's account.  An empty text as the
    default makes the omission show at once.

    Judged are the files `values.yaml` beside a `Chart.yaml`.

    **When to allow it.**  The chart is for one account only.
    """

    summary = "default values of a chart hold the role of one account"
    severity = Severity.INFO
    tags = frozenset({"eks", "helm", "iam", "irsa"})

    def check(self, target: Document, repo: Repository) -> Iterator[Occurrence]:
        """Every value under the annotation's key."""
        folder, name = posixpath.split(target.path)
        if name not in ("values.yaml", "values.yml") or not isinstance(target.value, dict):
            return
        found = [(pointer, read_role(text)) for pointer, text in annotations_in(target.value)]
        if not found or posixpath.join(folder, "Chart.yaml") not in repo.files:
            return
        for pointer, arn in found:
            if isinstance(arn, RoleArn) and arn.account not in DOCUMENTATION_ACCOUNTS:
                message = f"default of the chart is a role in the account '{arn.account}'"
                yield self.finding(Place(target.path, target.index, pointer), message, grip="value")

    examples = (
        Bad(
            files={
                "charts/api/Chart.yaml": """
                    apiVersion: v2
                    name: api
                    version: 1.0.0
                    """,
                "charts/api/values.yaml": """
                    serviceAccount:
                      annotations:
                        eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                        #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ default of the chart is a role in the account '351619759866'
                    """,
            }
        ),
        Good(
            files={
                "charts/api/Chart.yaml": """
                    apiVersion: v2
                    name: api
                    version: 1.0.0
                    """,
                "charts/api/values.yaml": """
                    serviceAccount:
                      annotations:
                        eks.amazonaws.com/role-arn: ""
                    """,
                "environments/prod/values.yaml": """
                    serviceAccount:
                      annotations:
                        eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                    """,
            }
        ),
    )
