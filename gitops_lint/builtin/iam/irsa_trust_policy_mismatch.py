"""Rule: a role admits the ServiceAccount that names it."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import RoleArn, read_role
from gitops_lint.identity.roles import admitted, find_role, policy_node
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, ServiceAccount, Severity


class IrsaTrustPolicyMismatch(Rule[ServiceAccount]):
    """A ServiceAccount names a role whose trust policy does not let it in.

    STS refuses with `AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`.  Namespace and name in the
    condition on `:sub` must be exactly those of the ServiceAccount, and the condition on `:aud` its audience.

    Judged are roles that ACK and Crossplane manage from the repository; a condition on something that manifests do not
    show is no finding.

    **When to allow it.**  Another statement is added to the policy outside the repository.
    """

    summary = "trust policy does not admit the ServiceAccount"
    severity = Severity.ERROR
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: ServiceAccount, repo: Repository) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        arn = read_role(node.value) if node is not None and isinstance(node.value, str) else None
        if node is None or not isinstance(arn, RoleArn):
            return
        if admitted(repo, arn, target) is False:
            role = find_role(repo, arn)
            policy = policy_node(role) if role is not None else None
            related = [(policy, "the trust policy")] if policy is not None else []
            message = f"trust policy of role '{arn.name}' does not admit this ServiceAccount"
            yield self.finding(node, message, grip="value", related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              namespace: shop
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ trust policy of role 'api' does not admit this ServiceAccount
            ---
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api, namespace: ack}
            spec:
              name: api
              assumeRolePolicyDocument: |
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                  "Principal": {"Federated": "arn:aws:iam::351619759866:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"},
                  "Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/AB:sub": "system:serviceaccount:store:api"}}}]}
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              namespace: shop
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}
            ---
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api, namespace: ack}
            spec:
              name: api
              assumeRolePolicyDocument: |
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                  "Principal": {"Federated": "arn:aws:iam::351619759866:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"},
                  "Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/AB:sub": "system:serviceaccount:shop:api"}}}]}
            """),
    )
