"""Rule: no role makes tokens of other ServiceAccounts."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacTokenCreate(PowerRule):
    """A role creates tokens of ServiceAccounts.

    Its holder can act as any ServiceAccount of the namespace, or of the cluster.  Name the ServiceAccounts in
    `resourceNames` where the program allows it.

    **When to allow it.**  Programs that hand out tokens, such as Vault or External Secrets.
    """

    summary = "role creates tokens of ServiceAccounts"
    severity = Severity.WARNING
    tags = TAGS
    aliases = ("kubescape:C-0282",)
    security_severity = 7.0
    power_id = "token"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [serviceaccounts/token]
                #           ^^^^^^^^^^^^^^^^^^^^^ 'create' on 'serviceaccounts/token': whoever gets this role may get tokens of other ServiceAccounts
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
              - apiGroups: ['']
                resources: [serviceaccounts]
                verbs: [create, get]
            """,
            title="an account without its token",
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
