"""Rule: a role admits the Pod Identity association that names it."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.arn import RoleArn, read_role
from gitops_lint.identity.roles import find_role, policy_node
from gitops_lint.identity.trust import WEB_IDENTITY, Caller, admits_pod_identity, statements
from gitops_lint.identity.workloads import read_association
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class PodIdentityTrustPolicyMismatch(Rule[Resource]):
    """A Pod Identity association names a role whose trust policy does not let EKS in.

    The policy must allow the service `pods.eks.amazonaws.com` both `sts:AssumeRole` and `sts:TagSession`, for EKS tags the
    session with cluster, namespace and ServiceAccount.  A role made for IRSA allows only `AssumeRoleWithWebIdentity` to
    the cluster's OIDC provider.  The pods then get no credentials from the agent.

    Judged are roles that ACK and Crossplane manage from the repository; a condition on something that manifests do not
    show is no finding.

    **When to allow it.**  Another statement is added to the policy outside the repository.
    """

    summary = "trust policy does not admit EKS Pod Identity"
    severity = Severity.ERROR
    tags = frozenset({"eks", "iam", "irsa"})
    kinds = (
        "eks.services.k8s.aws/PodIdentityAssociation",
        "eks.aws.upbound.io/PodIdentityAssociation",
        "eks.aws.m.upbound.io/PodIdentityAssociation",
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The association."""
        association = read_association(target)
        arn = read_role(association.role) if association is not None else None
        if association is None or not isinstance(arn, RoleArn):
            return
        role = find_role(repo, arn)
        node = policy_node(role) if role is not None else None
        policy = statements(node.value) if node is not None else None
        if node is None or policy is None:
            return
        caller = Caller(association.namespace, association.account, cluster=association.cluster)
        if admits_pod_identity(policy, caller, tags=association.tags) is False:
            irsa = any(statement.acts(WEB_IDENTITY) for statement in policy)
            hint = ", it is made for IRSA" if irsa and not any(statement.services for statement in policy) else ""
            message = f"trust policy of role '{arn.name}' does not admit EKS Pod Identity{hint}"
            at = association.role_node or target
            yield self.finding(at, message, grip="value", related=[(node, "the trust policy")])

    examples = (
        Bad("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: api, namespace: ack}
            spec:
              clusterName: prod
              namespace: shop
              serviceAccount: api
              roleARN: arn:aws:iam::351619759866:role/api
              #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ trust policy of role 'api' does not admit EKS Pod Identity
            ---
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api, namespace: ack}
            spec:
              name: api
              assumeRolePolicyDocument: |
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "pods.eks.amazonaws.com"}}]}
            """),
        Bad("""
            apiVersion: eks.aws.upbound.io/v1beta1
            kind: PodIdentityAssociation
            metadata: {name: api}
            spec:
              forProvider:
                region: eu-west-1
                clusterName: prod
                namespace: shop
                serviceAccount: api
                roleArn: arn:aws:iam::351619759866:role/api
                #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ trust policy of role 'api' does not admit EKS Pod Identity, it is made for IRSA
            ---
            apiVersion: iam.aws.upbound.io/v1beta1
            kind: Role
            metadata: {name: api}
            spec:
              forProvider:
                assumeRolePolicy: |
                  {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                    "Principal": {"Federated": "arn:aws:iam::351619759866:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"}}]}
            """),
        Good("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: api, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: api, roleARN: "arn:aws:iam::351619759866:role/api"}
            ---
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: other, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: other, roleARN: "arn:aws:iam::351619759866:role/other"}
            ---
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Role
            metadata: {name: api, namespace: ack}
            spec:
              name: api
              assumeRolePolicyDocument: |
                {"Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
                  "Principal": {"Service": "pods.eks.amazonaws.com"},
                  "Condition": {"StringEquals": {"aws:RequestTag/kubernetes-namespace": "shop"}}}]}
            """),
    )
