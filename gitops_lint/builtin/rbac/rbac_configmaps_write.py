"""Rule: no role changes ConfigMaps."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import LEAST_PRIVILEGE, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacConfigmapsWrite(PowerRule):
    """A role changes ConfigMaps.

    Programs do what their ConfigMaps say: that of CoreDNS decides where every name leads, others hold scripts and
    certificates of authorities.  Every tool that deploys needs it, so the rule is in no profile; rights that
    `resourceNames` limit are left alone.

    **When to allow it.**  Tools that deploy; programs that elect a leader with ConfigMaps.
    """

    summary = "role changes ConfigMaps"
    severity = Severity.INFO
    tags = LEAST_PRIVILEGE
    aliases = (
        "KSV-0049",
        "kubescape:C-0037",
        "kyverno:limit-configmap-for-sa",
    )
    security_severity = 3.5
    power_id = "configmaps"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [configmaps]
                #           ^^^^^^^^^^ 'update' on 'configmaps': whoever gets this role may change what programs are told
                verbs: [get, update]
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
                resources: [configmaps]
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
