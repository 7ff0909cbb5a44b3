"""Rule: scopes is no list."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import CONFIG_MAP
from gitops_lint.argocd.rights import read_scopes
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity


class ArgocdRbacScopesInvalid(SettingsRule):
    """`scopes` of `argocd-rbac-cm` names the claims of a login's token that hold its groups: a YAML list written as a string.
    With anything else Argo CD refuses the whole ConfigMap and goes on with the policy that it had, or with none.

    **When to allow it.**  Never.
    """

    summary = "scopes of argocd-rbac-cm is no list"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "rbac"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The text, read as YAML."""
        text = target.text("data", "scopes")
        if text and "{{" not in text and read_scopes(text) is None:
            yield self.finding(
                target.at("data", "scopes") or target, f"error unmarshalling scopes: '{text}' is no list"
            )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              scopes: groups
              #       ^^^^^^ error unmarshalling scopes: 'groups' is no list
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              scopes: '[groups, email]'
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              scopes: |
                - groups
                - https://acme.example/roles
            """,
        ),
    )
