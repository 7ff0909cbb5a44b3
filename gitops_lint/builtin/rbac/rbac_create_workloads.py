"""Rule: roles that run pods are few."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacCreateWorkloads(PowerRule):
    """A role creates pods, directly or through a workload.

    Its holder can use every Secret, ConfigMap and ServiceAccount of the namespace by mounting it.

    **When to allow it.**  Operators and pipelines, bound in their namespaces only.
    """

    summary = "role creates workloads"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "kube-linter:access-to-create-pods",
        "KSV-0048",
        "kics:Permissive Access to Create Pods",
        "kubescape:C-0188",
        "datree:CIS_INVALID_VALUE_CREATE_POD",
    )
    security_severity = 5.0
    power_id = "workloads"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [apps]
                resources: [deployments]
                #           ^^^^^^^^^^^ 'create' on 'deployments': whoever gets this role may run pods as any ServiceAccount of the namespace
                verbs: [get, create]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [apps]
                resources: [deployments]
                verbs: [get, patch]
            """,
            title="no new ones",
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
