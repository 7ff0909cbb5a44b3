"""Rule: more than the administrators of Argo CD deploy what is not in git."""

from __future__ import annotations

from gitops_lint.builtin.argocd._grants import GrantRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdRbacOverrideGranted(GrantRule):
    """A line of `argocd-rbac-cm` lets somebody who is no administrator `override` Applications: sync manifests from their own disk
    (`argocd app sync --local`) instead of those in git, past every review.  The action `*` gives it too.

    Name the actions that are needed (`get`, `sync`, `action/*`), or deny `override` to the role.

    **When to allow it.**  A cluster for experiments.
    """

    summary = "argocd-rbac-cm lets others deploy what is not in git"
    severity = Severity.WARNING
    security_severity = 6.0
    tags = frozenset({"argocd", "rbac", "security", "supply-chain"})
    right = ("applications", "override")
    able = "deploy what is not in git"

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:developer, applications, *, */*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'role:developer' may deploy what is not in git in all projects: p, role:developer, applications, *, */*, allow
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
                p, role:developer, applications, *, */*, allow
                p, role:developer, applications, override, */*, deny
                p, role:shop, applications, *, shop/*, allow
                g, acme:developers, role:developer
                g, acme:shop, role:shop
                g, acme:platform, role:admin
            """,
        ),
    )
