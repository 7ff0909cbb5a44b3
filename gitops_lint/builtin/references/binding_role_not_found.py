"""Rule: role of a binding is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class BindingRoleNotFound(DanglingRule):
    """A binding grants a role that nothing in the repository makes. The API server accepts it, and its subjects have
    no rights.

    **When to allow it.**  Somebody else makes the role; say so under `external:` in the configuration.
    """

    summary = "role of a binding is not in the repository"
    severity = Severity.WARNING
    kinds = (
        "rbac.authorization.k8s.io/RoleBinding",
        "rbac.authorization.k8s.io/ClusterRoleBinding",
    )

    def concerns(self, reference: Reference) -> bool:
        """Roles; a ClusterRole may come with what is installed in the cluster."""
        return reference.kind == "Role"

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: web
                    roleRef:
                      apiGroup: rbac.authorization.k8s.io
                      kind: Role
                      name: reader
                    #       ^^^^^^ Role 'reader' is not in the repository
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: web
                    roleRef:
                      apiGroup: rbac.authorization.k8s.io
                      kind: ClusterRole
                      name: view
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: web
                    roleRef:
                      apiGroup: rbac.authorization.k8s.io
                      kind: Role
                      name: reader
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata:
                      name: reader
                    rules: []
                    """,
            },
        ),
    )
