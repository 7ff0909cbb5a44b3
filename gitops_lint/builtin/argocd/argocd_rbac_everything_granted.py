"""Rule: somebody may do everything."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import CONFIG_MAP, grants_of, is_policy, lines_of
from gitops_lint.builtin.argocd._grants import is_everything
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity


class ArgocdRbacEverythingGranted(SettingsRule):
    """A line of `argocd-rbac-cm` allows every action on every resource, whatever it is called: more than `role:admin`, and more
    than a reader of the list of administrators sees.  A shell in every pod (`exec`) is part of it, and so is whatever the
    next release of Argo CD adds.

    Give the group `role:admin`, or name resources and actions.

    **When to allow it.**  The role stands for the administrators and is reviewed like them.
    """

    summary = "argocd-rbac-cm allows everything"
    severity = Severity.WARNING
    security_severity = 7.0
    tags = frozenset({"argocd", "rbac", "security"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every such line."""
        if not any(map(is_policy, map(str, target.mapping("data")))):
            return
        for grant in grants_of(lines_of(target.mapping("data"))):
            if grant.line is not None and is_everything(grant):
                node = target.at("data", grant.line.key) or target
                yield self.finding(
                    node, f"'{grant.subject}' may do everything: {grant.line.text}", grip=f"line {grant.line.number}"
                )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:platform, *, *, *, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'role:platform' may do everything: p, role:platform, *, *, *, allow
                g, acme:platform, role:platform
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, *, shop/*, allow
                p, role:look, *, get, *, allow
                p, role:none, *, *, *, deny
                g, acme:shop, role:shop
                g, acme:platform, role:admin
            """,
        ),
    )
