"""Rule: more than the administrators of Argo CD get a shell in every pod."""

from __future__ import annotations

from gitops_lint.argocd.instance import InstanceSettings
from gitops_lint.builtin.argocd._grants import GrantRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdRbacExecGranted(GrantRule):
    """A line of `argocd-rbac-cm` lets somebody who is no administrator `create` an `exec`: a shell in every pod that an Application
    of any project has, with its Secrets and its ServiceAccount.  A `*` among the resources or actions gives it too.

    Name the projects: `p, role:shop, exec, create, shop/*, allow`.  The terminal is there where `exec.enabled` in
    `argocd-cm` is `true`; where the repository has an `argocd-cm` that does not say so, nothing is reported.

    **When to allow it.**  The role stands for those who have the same access through Kubernetes.
    """

    summary = "argocd-rbac-cm gives a shell in every pod"
    severity = Severity.WARNING
    security_severity = 7.0
    tags = frozenset({"argocd", "rbac", "security"})
    right = ("exec", "create")
    able = "open a shell in every pod"

    def matters(self, settings: InstanceSettings) -> bool:
        """Whether the terminal is on, or nobody here knows."""
        return not settings.cm.places or "true" in settings.cm.every("exec.enabled")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:developer, exec, create, */*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'role:developer' may open a shell in every pod in all projects: p, role:developer, exec, create, */*, allow
                g, acme:developers, role:developer
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:creator, *, create, *, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'role:creator' may open a shell in every pod in all projects: p, role:creator, *, create, *, allow
                g, acme:creators, role:creator
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, exec, create, shop/*, allow
                p, role:creator, *, create, *, allow
                p, role:creator, exec, create, */*, deny
                p, role:platform, exec, create, */*, allow
                g, role:platform, role:admin
                g, acme:shop, role:shop
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:developer, exec, create, */*, allow
                g, acme:developers, role:developer
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {url: "https://argocd.example"}
            """,
            title="the terminal is off",
        ),
    )
