"""Rule: roles that read Secrets name them."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacSecretsAccess(PowerRule):
    """A role reads all Secrets: of the namespace, or with a ClusterRoleBinding of the cluster.

    `list` and `watch` return their content as well as `get` does, and among Secrets are the tokens of others.  Name the
    Secrets in `resourceNames`, or mount them.

    **When to allow it.**  Controllers whose work are Secrets: cert-manager, External Secrets, Argo CD.
    """

    summary = "role reads all Secrets"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kube-linter:access-to-secrets",
        "CKV2_K8S_5",
        "KSV-0041",
        "KSV-0113",
        "kics:RBAC Roles with Read Secrets Permissions",
        "kics:ServiceAccount Allows Access Secrets",
        "kubescape:C-0015",
        "kubescape:C-0186",
        "datree:CIS_INVALID_VERB_SECRETS",
        "kyverno:restrict-secret-role-verbs",
    )
    security_severity = 6.5
    power_id = "secrets"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [configmaps, secrets]
                #                       ^^^^^^^ 'list' on 'secrets': whoever gets this role may read Secrets
                verbs: [list]
            """,
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: web
              namespace: shop
            rules:
              - apiGroups: ['']
                resources: [secrets]
                #           ^^^^^^^ 'get' on 'secrets': whoever gets this role may read Secrets
                verbs: ['*']
            """,
            title="in one namespace",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [secrets]
                verbs: [get]
                resourceNames: [web]
            """,
            title="only this one",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [secrets]
                verbs: [create]
            """,
            title="writing only",
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
