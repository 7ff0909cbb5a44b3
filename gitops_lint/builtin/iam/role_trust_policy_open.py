"""Rule: a role lets in the ServiceAccounts that use it, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.roles import policy_node
from gitops_lint.identity.trust import WEB_IDENTITY, Statement, statements
from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_ANY = ("system:serviceaccount:*:*", "system:serviceaccount:*", "*", "system:*")


class RoleTrustPolicyOpen(Rule[Resource]):
    """The trust policy of a role lets in any ServiceAccount of the cluster, or holds a star that matches nothing.

    A statement for `sts:AssumeRoleWithWebIdentity` without a condition on the provider's `:sub`, or with one that every
    ServiceAccount meets, gives the role to every pod that can name it.  Under `StringEquals` a `*` is just a character:
    such a condition lets nobody in; `StringLike` was meant.

    Judged are the roles that ACK and Crossplane manage from the repository.

    **When to allow it.**  Never; name the namespace and the ServiceAccount.
    """

    summary = "trust policy of a role is open to every ServiceAccount"
    severity = Severity.ERROR
    tags = frozenset({"eks", "iam", "irsa", "security"})
    security_severity = 8.0
    kinds = ("iam.services.k8s.aws/Role", "iam.aws.upbound.io/Role", "iam.aws.m.upbound.io/Role")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The policy, which is one text."""
        node = policy_node(target)
        if node is None:
            return
        policy = statements(node.value)
        if policy is None:
            if "${" not in node.value and "{{" not in node.value:
                yield self.finding(node, "trust policy is no JSON", grip="key")
            return
        for statement in policy:
            yield from self._statement(node, statement)

    def _statement(self, node: Node, statement: Statement) -> Iterator[Occurrence]:
        if statement.effect != "Allow" or statement.opaque or not statement.acts(WEB_IDENTITY) or not statement.issuers:
            return
        subjects = list(statement.values(":sub"))
        if not subjects:
            yield self.finding(
                node, "trust policy names no ServiceAccount: every one of the cluster may assume the role", grip="key"
            )
        for operator, subject in subjects:
            exact = "stringequals" in operator.lower()
            if exact and "*" in subject:
                message = f"'{operator}' takes the '*' of '{subject}' for a character, 'StringLike' does not"
                yield self.finding(node, message, grip="key")
            elif "stringlike" in operator.lower() and subject in _ANY:
                yield self.finding(
                    node, f"'{subject}' lets every ServiceAccount of the cluster assume the role", grip="key"
                )

    examples = (
        Bad("""
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api}
            spec:
              name: api
              assumeRolePolicyDocument: |
              #^^^^^^^^^^^^^^^^^^^^^^^ trust policy names no ServiceAccount: every one of the cluster may assume the role
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                  "Principal": {"Federated": "arn:aws:iam::351619759866:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"},
                  "Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/AB:aud": "sts.amazonaws.com"}}}]}
            """),
        Bad("""
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api}
            spec:
              name: api
              assumeRolePolicyDocument: |
              #^^^^^^^^^^^^^^^^^^^^^^^ 'StringEquals' takes the '*' of 'system:serviceaccount:shop:*' for a character, 'StringLike' does not
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                  "Principal": {"Federated": "arn:aws:iam::351619759866:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"},
                  "Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/AB:sub": "system:serviceaccount:shop:*"}}}]}
            """),
        Good("""
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api}
            spec:
              name: api
              assumeRolePolicyDocument: |
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                  "Principal": {"Federated": "arn:aws:iam::351619759866:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"},
                  "Condition": {"StringLike": {"oidc.eks.eu-west-1.amazonaws.com/id/AB:sub": "system:serviceaccount:shop:*"}}}]}
            ---
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: pods}
            spec:
              name: pods
              assumeRolePolicyDocument: |
                {"Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
                  "Principal": {"Service": "pods.eks.amazonaws.com"}}]}
            """),
    )
