"""Rule: nobody is bound to cluster-admin."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import BINDINGS, TAGS
from gitops_lint.rbac.bindings import grants_through
from gitops_lint.rbac.rights import EVERYTHING
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ClusterAdminBinding(Rule[Resource]):
    """A binding hands out every right there is.

    Whoever gets hold of one token of the ServiceAccount owns the cluster; with a RoleBinding, the namespace.  Bind a role
    with the rights that are used.  A role of the repository that grants `*` on everything counts like `cluster-admin`.

    It is only information where people get the rights, not programs.  What is bound to the group `system:masters` is left
    to `binding-system-masters`.

    **When to allow it.**  Argo CD and the like; break-glass groups of people.
    """

    summary = "binding hands out every right"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kube-linter:cluster-admin-role-binding",
        "polaris:clusterrolebindingClusterAdmin",
        "polaris:rolebindingClusterAdminClusterRole",
        "polaris:rolebindingClusterAdminRole",
        "KSV-0111",
        "kics:Cluster Admin Rolebinding With Superuser Permissions",
        "kubescape:C-0035",
        "kubescape:C-0185",
        "datree:CIS_INVALID_ROLE_CLUSTER_ADMIN",
        "kyverno:restrict-binding-clusteradmin",
    )
    kinds = BINDINGS
    security_severity = 8.0

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The name of the role, where the role grants everything to somebody."""
        subjects = [subject for subject in target.items("subjects") if subject.text("name")]
        if not subjects or all(str(subject.get("name")).startswith("system:") for subject in subjects):
            return
        grants = grants_through(repo, target)
        if not any(grant.is_everything for grant in grants):
            return
        role = next((grant.role for grant in grants if grant.is_everything and grant.role is not None), None)
        programs = any(subject.get("kind") == "ServiceAccount" for subject in subjects)
        where = "in the cluster" if target.kind == "ClusterRoleBinding" else "in the namespace"
        name = target.text("roleRef", "name") or ""
        related = [(role, "grants '*' on everything")] if role is not None and EVERYTHING not in grants else []
        yield self.finding(
            target.at("roleRef", "name") or target,
            f"'{name}' is every right {where}",
            related=related,
            severity=None if programs else Severity.INFO,
        )

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
              #     ^^^^^^^^^^^^^ 'cluster-admin' is every right in the cluster
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: all
            rules:
              - apiGroups: ['*']
                resources: ['*']
                verbs: ['*']
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: all
              #     ^^^ 'all' is every right in the cluster
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
            title="the same under another name",
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: web
              namespace: shop
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
              #     ^^^^^^^^^^^^^ 'cluster-admin' is every right in the namespace
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
            title="everything in one namespace",
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
              #     ^^^^^^^^^^^^^ 'cluster-admin' is every right in the cluster
            subjects:
              - kind: Group
                apiGroup: rbac.authorization.k8s.io
                name: platform-team
            """,
            title="people",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
            subjects:
              - kind: Group
                apiGroup: rbac.authorization.k8s.io
                name: system:masters
            """,
            title="its own group",
        ),
    )
