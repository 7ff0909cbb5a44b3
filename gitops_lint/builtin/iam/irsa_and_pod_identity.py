"""Rule: one way to a role, not two."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import is_template
from gitops_lint.identity.workloads import association_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, ServiceAccount, Severity


class IrsaAndPodIdentity(Rule[ServiceAccount]):
    """A ServiceAccount has a role by annotation and another by a Pod Identity association.

    The webhook then sets up Pod Identity alone, and the role of the annotation is not used.  If both name one role, the
    annotation is merely left over.

    **When to allow it.**  While moving from one to the other.
    """

    summary = "ServiceAccount has a role by IRSA and by Pod Identity"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: ServiceAccount, repo: Repository) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        if node is None or not isinstance(node.value, str) or not node.value or is_template(node.value):
            return
        association = association_of(repo, target)
        if association is None:
            return
        same = association.role == node.value
        message = "the Pod Identity association takes the place of this annotation"
        yield self.finding(
            node,
            message,
            grip="key",
            related=[(association.resource, "the association")],
            severity=Severity.INFO if same else None,
        )

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              namespace: shop
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/web
                #^^^^^^^^^^^^^^^^^^^^^^^^^ the Pod Identity association takes the place of this annotation
            ---
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: web, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: web, roleARN: "arn:aws:iam::351619759866:role/shop-web"}
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: shop}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              namespace: dev
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}
            ---
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: web, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: web, roleARN: "arn:aws:iam::351619759866:role/shop-web"}
            """),
    )
