"""Rule: nobody gets rights just for having a name."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import BINDINGS, TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_NAMES = frozenset({"system:authenticated"})


class BindingAuthenticated(Rule[Resource]):
    """A binding gives rights to everybody with an account.

    `system:authenticated` holds every user and every ServiceAccount of every namespace.  Bind the group or the accounts
    that are meant.

    **When to allow it.**  Reading what is no secret, such as custom kinds of documentation.
    """

    summary = "rights for every account"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "KSV-01011",
        "kubescape:C-0265",
    )
    kinds = BINDINGS
    security_severity = 6.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The subject."""
        for subject in target.items("subjects"):
            if subject.get("kind") in ("Group", "User") and subject.text("name") in _NAMES:
                yield self.finding(subject.at("name") or subject, "every user and ServiceAccount gets these rights")

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: Group
                apiGroup: rbac.authorization.k8s.io
                name: system:authenticated
                #     ^^^^^^^^^^^^^^^^^^^^ every user and ServiceAccount gets these rights
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: Group
                apiGroup: rbac.authorization.k8s.io
                name: shop-admins
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: ServiceAccount
                name: masters
                namespace: shop
            """,
            title="an account",
        ),
    )
