"""Rule: no role lets its holder give itself any right."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacEscalate(PowerRule):
    """A role grants the verb `escalate` on roles.

    Kubernetes lets nobody write a role with rights they do not have, except those who may `escalate`: they can make
    themselves administrators.  Grant the rights themselves instead.

    **When to allow it.**  Operators that manage roles for their tenants.
    """

    summary = "role grants 'escalate' on roles"
    severity = Severity.ERROR
    tags = TAGS
    aliases = (
        "CKV_K8S_158",
        "KSV-0050",
        "kics:RBAC Roles Allow Privilege Escalation",
        "kubescape:C-0191",
        "datree:CIS_INVALID_VALUE_BIND_IMPERSONATE_ESCALATE",
        "kyverno:restrict-escalation-verbs-roles",
    )
    security_severity = 8.8
    power_id = "escalate"

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
                #           ^^^^^^^^^^^^ 'escalate' on 'clusterroles': whoever gets this role may give itself any right
                verbs: [get, escalate]
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
                verbs: [get, list, watch]
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
