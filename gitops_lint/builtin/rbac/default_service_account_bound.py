"""Rule: no rights for the ServiceAccount default."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import BINDINGS, TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class DefaultServiceAccountBound(Rule[Resource]):
    """A binding gives rights to the ServiceAccount `default`.

    Every pod of the namespace that names no other runs as it, those of tomorrow included.  Make a ServiceAccount for the
    program that needs the rights.

    **When to allow it.**  A namespace with one program whose chart cannot name a ServiceAccount.
    """

    summary = "rights for the ServiceAccount 'default'"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "CKV_K8S_42",
        "kics:Role Binding To Default Service Account",
    )
    kinds = BINDINGS
    security_severity = 5.5

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The subject."""
        for subject in target.items("subjects"):
            if subject.get("kind") == "ServiceAccount" and subject.get("name") == "default":
                yield self.finding(subject.at("name") or subject, "every pod of the namespace may run as 'default'")

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: web
              namespace: shop
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: ServiceAccount
                name: default
                #     ^^^^^^^ every pod of the namespace may run as 'default'
                namespace: shop
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: web
              namespace: shop
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: web
              namespace: shop
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: User
                apiGroup: rbac.authorization.k8s.io
                name: default
            """,
            title="a user of that name",
        ),
    )
