"""Rule: nothing is bound to system:masters."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import BINDINGS, TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_NAMES = frozenset({"system:masters"})


class BindingSystemMasters(Rule[Resource]):
    """A binding names the group `system:masters`.

    The API server lets this group do everything without looking at roles: the binding has no effect, and nobody can take
    the rights of its members away.  Bind a group of your own.

    **When to allow it.**  Never.
    """

    summary = "binding names 'system:masters'"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "KSV-0123",
        "kubescape:C-0246",
        "datree:CIS_INVALID_VALUE_SYSTEM_MASTERS",
    )
    kinds = BINDINGS
    security_severity = 5.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The subject."""
        for subject in target.items("subjects"):
            if subject.get("kind") in ("Group", "User") and subject.text("name") in _NAMES:
                yield self.finding(
                    subject.at("name") or subject, "'system:masters' may do everything without a binding"
                )

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
                name: system:masters
                #     ^^^^^^^^^^^^^^ 'system:masters' may do everything without a binding
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
