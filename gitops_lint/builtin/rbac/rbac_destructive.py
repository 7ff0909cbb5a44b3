"""Rule: no role deletes what runs."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import LEAST_PRIVILEGE, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacDestructive(PowerRule):
    """A role deletes workloads, Namespaces or events.

    Its holder stops what runs, or removes the traces of what it did.  Every tool that deploys needs it, so the rule is in
    no profile.

    **When to allow it.**  Tools that deploy.
    """

    summary = "role deletes what runs"
    severity = Severity.INFO
    tags = LEAST_PRIVILEGE
    aliases = (
        "KSV-0042",
        "kubescape:C-0007",
        "kubescape:C-0031",
    )
    security_severity = 3.5
    power_id = "destructive"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['apps']
                resources: [deployments, statefulsets]
                #           ^^^^^^^^^^^ 'delete' on 'deployments' and 1 more: whoever gets this role may delete what runs and its traces
                verbs: [delete]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['apps']
                resources: [deployments]
                verbs: [create, update]
            """,
            title="making is another right",
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
