"""Rule: Argo CD is open to everybody."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rights import policies_beside
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity


class ArgocdAnonymousAccess(SettingsRule):
    """`users.anonymous.enabled` lets everybody who reaches the server use Argo CD without a login, with the rights of
    `policy.default`: all Applications, their manifests and logs with `role:readonly`, everything with `role:admin`.

    **When to allow it.**  A demonstration, or a network in which everybody may see everything.
    """

    summary = "Argo CD needs no login"
    severity = Severity.WARNING
    security_severity = 8.0
    tags = frozenset({"argocd", "rbac", "security"})
    names = ("argocd-cm",)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The setting, unless the policy beside it gives nothing to everybody."""
        if target.text("data", "users.anonymous.enabled") != "true":
            return
        known = policies_beside(repo, target)
        defaults = sorted({policy.default for policy in known if policy.default})
        if known and not defaults:
            return
        may = f" and is '{defaults[0]}'" if len(defaults) == 1 else ""
        node = target.at("data", "users.anonymous.enabled") or target
        yield self.finding(node, f"everybody may use Argo CD without a login{may}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              users.anonymous.enabled: "true"
              #                        ^^^^^^ everybody may use Argo CD without a login
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              users.anonymous.enabled: "true"
              #                        ^^^^^^ everybody may use Argo CD without a login and is 'role:readonly'
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:readonly
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              users.anonymous.enabled: "true"
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: ""
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              users.anonymous.enabled: "false"
            """,
        ),
        Good(
            files={
                "clusters/demo/argocd.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
                    data: {users.anonymous.enabled: "true"}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
                    data: {policy.csv: ""}
                    """,
                "clusters/prod/argocd.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
                    data: {policy.default: role:readonly}
                    """,
            },
            title="the default role is another Argo CD's",
        ),
    )
