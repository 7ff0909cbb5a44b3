"""Rule: no role makes PersistentVolumes."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacCreatePv(PowerRule):
    """A role creates PersistentVolumes.

    A volume of the type `hostPath` opens the files of nodes to whoever claims it, past the Pod Security Standards.

    **When to allow it.**  Storage provisioners.
    """

    summary = "role creates PersistentVolumes"
    severity = Severity.WARNING
    tags = TAGS
    aliases = ("kubescape:C-0278",)
    security_severity = 5.5
    power_id = "volumes"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [persistentvolumes]
                #           ^^^^^^^^^^^^^^^^^ 'create' on 'persistentvolumes': whoever gets this role may reach the files of nodes
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
                resources: [persistentvolumeclaims]
                verbs: [create]
            """,
            title="claiming is fine",
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
