"""Rule: the role of a ServiceAccount is a role ARN."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import BadArn, read_role
from gitops_lint.rule import Bad, Good, Occurrence, Rule, ServiceAccount, Severity


class IrsaRoleArnMalformed(Rule[ServiceAccount]):
    """The annotation `eks.amazonaws.com/role-arn` of a ServiceAccount holds no role ARN.

    The webhook of EKS only logs it and mutates the pods all the same.  They start, and every call to AWS fails at STS.
    The form is `arn:<partition>:iam::<12 digits>:role/<path><name>`, with the role's path if it has one.

    Texts with a variable (`${…}`, `{{…}}`, `<…>`) are somebody else's to fill in and are not judged.

    **When to allow it.**  Never; remove the annotation if there is no role.
    """

    summary = "role ARN of a ServiceAccount is malformed"
    severity = Severity.ERROR
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: ServiceAccount) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        if node is None or not isinstance(node.value, str):
            return
        if not node.value.strip():
            # Charts leave it empty where there is no role; the webhook then does nothing.
            return
        arn = read_role(node.value)
        if not isinstance(arn, BadArn):
            return
        # Charts leave out the account where somebody outside the repository passes it in.
        from_chart = "templates" in target.origin.first.path.split("/")
        if arn.kind == "malformed" or (arn.kind == "empty" and not from_chart):
            yield self.finding(node, f"role ARN '{node.value}' {arn.reason}", grip="value")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::35161975986:role/api
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role ARN 'arn:aws:iam::35161975986:role/api' has the account '35161975986', which is not of 12 digits
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: worker
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:policy/api
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role ARN 'arn:aws:iam::351619759866:policy/api' is that of a 'policy', not of a 'role'
            """),
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations:
                eks.amazonaws.com/role-arn: api
                #                           ^^^ role ARN 'api' is not of the form 'arn:aws:iam::<account>:role/<name>'
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/team/api"}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: worker
              annotations: {eks.amazonaws.com/role-arn: "arn:aws-cn:iam::351619759866:role/worker"}
            """),
        Good(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "${ROLE_ARN}"}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: worker, annotations: {eks.amazonaws.com/role-arn: ""}}
            """,
            title="filled in later, or no role",
        ),
    )
