"""Rule: no role runs commands in pods."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacPodExec(PowerRule):
    """A role runs commands in pods, or attaches to them.

    Its holder acts with the rights, secrets and network of each pod it enters, and no manifest shows what it did.

    **When to allow it.**  Tools for developers in their own namespaces; backup tools with hooks.
    """

    summary = "role runs commands in pods"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "polaris:clusterrolePodExecAttach",
        "polaris:rolePodExecAttach",
        "CKV2_K8S_2",
        "KSV-0053",
        "KSV-0054",
        "kics:RBAC Roles with Exec Permission",
        "kics:RBAC Roles with Attach Permission",
        "kubescape:C-0002",
        "datree:CONTAINERS_INCORRECT_RESOURCES_VERBS_VALUE",
        "polaris:clusterrolebindingPodExecAttach",
        "polaris:rolebindingClusterRolePodExecAttach",
        "polaris:rolebindingRolePodExecAttach",
    )
    security_severity = 6.5
    power_id = "exec"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [pods, pods/exec, pods/attach]
                #                 ^^^^^^^^^ 'create' on 'pods/exec' and 1 more: whoever gets this role may run commands in pods
                verbs: [create]
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
                resources: [pods/exec]
                #           ^^^^^^^^^ 'create' on 'pods/exec': whoever gets this role may run commands in pods
                verbs: [create]
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
                resources: [pods, pods/log]
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
