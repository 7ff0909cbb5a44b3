"""Rule: role of a binding is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule, Lost
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Resource, Severity


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
        """Roles of both kinds."""
        return reference.kind in ("Role", "ClusterRole")

    def told(self, target: Resource, reference: Reference) -> str:
        """With the namespace, where the binding itself states it: what overlays give it is theirs, not the defect's."""
        if reference.kind != "Role" or not _states_namespace(target):
            return super().told(target, reference)
        return f"Role '{reference.name}' of namespace '{target.namespace}' is not in the repository"

    def speaks(self, lost: Lost, *, left: bool) -> bool:
        """A ClusterRole may come with what is installed in the cluster, unless another one is meant."""
        return (
            bool(lost.meant or lost.twin) if lost.reference.kind == "ClusterRole" else super().speaks(lost, left=left)
        )

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
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata: {name: web, namespace: shop}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                    #                                                                ^^^^^^ Role 'reader' of namespace 'shop' is not in the repository
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata: {name: reader, namespace: tools}
                    rules: []
                    """,
            },
            title="the role of another namespace",
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata:
                      name: developers
                    roleRef:
                      apiGroup: rbac.authorization.k8s.io
                      kind: ClusterRole
                      name: developers-view
                    #       ^^^^^^^^^^^^^^^ ClusterRole 'developers-view' is not in the repository, did you mean 'developer-view'?
                    subjects: [{kind: Group, name: developers, apiGroup: rbac.authorization.k8s.io}]
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata:
                      name: developer-view
                    rules: []
                    """,
            },
            title="a slip",
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


def _states_namespace(target: Resource) -> bool:
    """Whether its namespace is the one that its own file says."""
    first, pointer = target.origin.first, ("metadata", "namespace")
    own = target.origin.trace(pointer)[0] == first.below(pointer) and first.how == "written"
    return own and bool(target.written_namespace)
