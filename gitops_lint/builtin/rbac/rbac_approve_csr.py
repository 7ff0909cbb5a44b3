"""Rule: no role approves certificates."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacApproveCsr(PowerRule):
    """A role approves requests for certificates.

    Where it may `approve` for the signer `kubernetes.io/kube-apiserver-client` as well, its holder can become any user.

    **When to allow it.**  Controllers that approve the certificates of kubelets.
    """

    summary = "role approves certificates"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "CKV_K8S_156",
        "kubescape:C-0280",
        "kyverno:inspect-csr",
        "kyverno:restrict-clusterrole-csr",
    )
    security_severity = 6.5
    power_id = "csr"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [certificates.k8s.io]
                resources: [certificatesigningrequests/approval]
                #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'update' on 'certificatesigningrequests/approval': whoever gets this role may sign certificates of any user
                verbs: [update]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [certificates.k8s.io]
                resources: [certificatesigningrequests]
                verbs: [create, get]
            """,
            title="asking is fine",
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
