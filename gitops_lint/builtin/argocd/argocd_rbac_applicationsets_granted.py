"""Rule: more than the administrators of Argo CD make ApplicationSets."""

from __future__ import annotations

from gitops_lint.builtin.argocd._grants import GrantRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdRbacApplicationsetsGranted(GrantRule):
    """A line of `argocd-rbac-cm` lets somebody who is no administrator `create` ApplicationSets in every project.  A set makes as
    many Applications as it likes, deletes them as fast, and its generators read Secrets of Argo CD's namespace and send them
    to addresses that it names: Argo CD's own documentation leaves it to administrators alone.

    Name the projects, or let sets come from git.

    **When to allow it.**  The role is reviewed like that of the administrators.
    """

    summary = "argocd-rbac-cm lets others make ApplicationSets"
    severity = Severity.WARNING
    security_severity = 6.0
    tags = frozenset({"argocd", "rbac", "security"})
    right = ("applicationsets", "create")
    able = "make ApplicationSets"

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:developer, applicationsets, *, */*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'role:developer' may make ApplicationSets in all projects: p, role:developer, applicationsets, *, */*, allow
                g, acme:developers, role:developer
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:developer, applicationsets, get, */*, allow
                p, role:shop, applicationsets, *, shop/*, allow
                g, acme:developers, role:developer
                g, acme:shop, role:shop
                g, acme:platform, role:admin
            """,
        ),
    )
