"""Rule: no role talks to kubelets."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacNodeProxy(PowerRule):
    """A role reaches the kubelet's API through `nodes/proxy`.

    Whoever may `get` it can run commands in every pod of the node, past admission and audit.  Monitoring needs
    `nodes/metrics` and `nodes/stats` only.

    **When to allow it.**  Never for monitoring; Kubernetes 1.33 and newer check finer rights.
    """

    summary = "role reaches the kubelet's API"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "KSV-0047",
        "kubescape:C-0279",
        "kyverno:restrict-clusterrole-nodesproxy",
    )
    security_severity = 7.5
    power_id = "node-proxy"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [nodes, nodes/proxy]
                #                  ^^^^^^^^^^^ 'get' on 'nodes/proxy': whoever gets this role may run commands in every pod of the nodes
                verbs: [get]
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
                resources: [nodes, nodes/metrics]
                verbs: [get]
            """,
            title="enough for monitoring",
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
