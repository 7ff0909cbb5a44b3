"""Rule: no role changes admission webhooks."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacWebhookConfigurations(PowerRule):
    """A role writes admission webhooks.

    Its holder can read everything that is applied, Secrets included, and change it on the way.

    **When to allow it.**  Operators that register their own webhooks; name them in `resourceNames`.
    """

    summary = "role writes admission webhooks"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "CKV_K8S_155",
        "KSV-0114",
        "kubescape:C-0281",
        "kyverno:restrict-clusterrole-mutating-validating-admission-webhooks",
    )
    security_severity = 6.5
    power_id = "webhooks"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [admissionregistration.k8s.io]
                resources: [mutatingwebhookconfigurations]
                #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'patch' on 'mutatingwebhookconfigurations': whoever gets this role may read and change what others apply
                verbs: [get, patch]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [admissionregistration.k8s.io]
                resources: [mutatingwebhookconfigurations]
                verbs: [patch]
                resourceNames: [web]
            """,
            title="only its own",
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
