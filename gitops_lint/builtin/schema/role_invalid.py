"""Rule: role or binding is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class RoleInvalid(JudgedRule):
    """A rule of a role names verbs, and either API groups and resources or, in a ClusterRole, paths; a ClusterRoleBinding
    refers to a ClusterRole, and names the namespace of every ServiceAccount.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "role or binding is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "rbac", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: web}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - kind: ServiceAccount
                name: web
            #         ^^^ subjects[0]: Required value: namespace, of a ServiceAccount
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: web}
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [get]}
              - {nonResourceURLs: [/metrics], verbs: [get]}
            """,
        ),
    )
