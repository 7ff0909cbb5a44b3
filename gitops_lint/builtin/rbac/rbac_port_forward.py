"""Rule: no role forwards ports of pods."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacPortForward(PowerRule):
    """A role forwards ports of pods.

    Its holder reaches every port, past NetworkPolicies.

    **When to allow it.**  Tools for developers in their own namespaces.
    """

    summary = "role forwards ports of pods"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "kics:RBAC Roles with Port-Forwarding Permission",
        "kubescape:C-0063",
    )
    security_severity = 4.0
    power_id = "forward"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [pods/portforward]
                #           ^^^^^^^^^^^^^^^^ 'create' on 'pods/portforward': whoever gets this role may reach every port of pods
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
                resources: [pods]
                verbs: [get]
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
