"""Rule: roles that write bindings are few."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacCreateBindings(PowerRule):
    """A role writes RoleBindings or ClusterRoleBindings.

    Kubernetes lets its holder hand out only the rights it has itself, unless it may `bind`; together with a powerful role
    it spreads it.

    **When to allow it.**  Operators that manage access for their tenants.
    """

    summary = "role writes bindings"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "KSV-0051",
        "KSV-0052",
        "KSV-0055",
    )
    security_severity = 4.0
    power_id = "bindings"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [rbac.authorization.k8s.io]
                resources: [rolebindings]
                #           ^^^^^^^^^^^^ 'create' on 'rolebindings': whoever gets this role may hand out the rights it has
                verbs: [create]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [rbac.authorization.k8s.io]
                resources: [rolebindings]
                verbs: [get, list]
            """,
            title="reading is fine",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['*']
                resources: ['*']
                verbs: ['*']
            """,
            title="a wildcard is another rule",
        ),
    )
