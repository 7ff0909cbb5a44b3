"""Rule: no role lets its holder bind any role."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacBind(PowerRule):
    """A role grants the verb `bind` on roles without naming them.

    Its holder can bind `cluster-admin` to itself.  Name the roles that may be bound in `resourceNames`.

    **When to allow it.**  Operators that manage access for their tenants.
    """

    summary = "role grants 'bind' on all roles"
    severity = Severity.ERROR
    tags = TAGS
    aliases = (
        "CKV_K8S_157",
        "CKV2_K8S_1",
    )
    security_severity = 8.8
    power_id = "bind"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [rbac.authorization.k8s.io]
                resources: [clusterroles]
                #           ^^^^^^^^^^^^ 'bind' on 'clusterroles': whoever gets this role may bind any role to itself
                verbs: [bind]
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
                resources: [clusterroles]
                verbs: [bind]
                resourceNames: [view]
            """,
            title="only these roles",
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
