"""Rule: no role lets its holder act as anybody."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacImpersonate(PowerRule):
    """A role grants the verb `impersonate` on users, groups or ServiceAccounts without naming them.

    Its holder can act as a member of `system:masters`.  Name whom it may impersonate in `resourceNames`.

    **When to allow it.**  Authenticating proxies.
    """

    summary = "role grants 'impersonate'"
    severity = Severity.ERROR
    tags = TAGS
    aliases = (
        "CKV2_K8S_3",
        "KSV-0043",
        "kics:RBAC Roles with Impersonate Permission",
        "kubescape:C-0065",
    )
    security_severity = 8.8
    power_id = "impersonate"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [users, groups]
                #           ^^^^^ 'impersonate' on 'users' and 1 more: whoever gets this role may act as somebody else
                verbs: [impersonate]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [users]
                verbs: [impersonate]
                resourceNames: [robot]
            """,
            title="only this user",
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
