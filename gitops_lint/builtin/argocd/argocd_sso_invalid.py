"""Rule: the login through somebody else cannot work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.rights import policies
from gitops_lint.argocd.settingmaps import is_partial
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Severity


class ArgocdSsoInvalid(SettingsRule):
    """The single sign-on in `argocd-cm` is not what Argo CD can use: `oidc.config` or `dex.config` is no YAML mapping, lacks the
    issuer or the client, or `url` is missing, without which `dex.config` is passed over and no login can lead back.
    Argo CD logs a warning and shows the form for local users.

    `requestedScopes` without `groups` is worth a look: groups of `argocd-rbac-cm` are read from that claim, unless its
    `scopes` name others, and many providers send it only when they are asked for it.

    **When to allow it.**  Never; the missing scope where the provider sends groups unasked.
    """

    summary = "single sign-on of Argo CD that cannot work"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "security"})
    names = ("argocd-cm",)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Both ways to sign on."""
        for key in ("oidc.config", "dex.config"):
            node = target.at("data", key)
            if node is None or not isinstance(node.value, str) or not node.value.strip() or "{{" in node.value:
                continue
            if not target.text("data", "url") and not is_partial(target):
                yield self.finding(node, f"{key} without 'url' in argocd-cm: no login leads back", grip="key")
            value = read_yaml(node.value)
            if not isinstance(value, dict):
                yield self.finding(node, f"invalid {key}: it is no YAML mapping", grip="key")
            elif key == "oidc.config":
                yield from self._oidc(node, value, repo)
            elif not isinstance(value.get("connectors"), list) or not value["connectors"]:
                yield self.finding(node, "dex.config has no connectors", grip="key")

    def _oidc(self, node: Node, value: dict[str, Any], repo: Repository) -> Iterator[Occurrence]:
        for field in ("issuer", "clientID"):
            if not value.get(field):
                yield self.finding(node, f"oidc.config has no {field}", grip="key")
        issuer = value.get("issuer")
        if isinstance(issuer, str) and issuer.startswith("http://"):
            yield self.finding(node, f"issuer '{issuer}' is not https", grip="key", severity=Severity.WARNING)
        if _asks_in_vain(value) and all("groups" in policy.scopes for policy in repo.once(policies)):
            message = "oidc.config asks for no groups: requestedScopes has no 'groups'"
            yield self.finding(node, message, grip="key", severity=Severity.INFO)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              url: https://argocd.example
              oidc.config: |
            # ^^^^^^^^^^^ oidc.config has no clientID
                name: Acme
                issuer: https://login.example
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              dex.config: |
            # ^^^^^^^^^^ dex.config without 'url' in argocd-cm: no login leads back
                connectors: [{type: github, id: github, name: GitHub}]
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              url: https://argocd.example
              oidc.config: |
            # ^^^^^^^^^^^ oidc.config asks for no groups: requestedScopes has no 'groups'
                name: Acme
                issuer: https://login.example
                clientID: argocd
                clientSecret: $oidc.acme.clientSecret
                requestedScopes: [openid, profile, email]
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              url: https://argocd.example
              oidc.config: |
                name: Acme
                issuer: https://login.example
                clientID: argocd
                clientSecret: $oidc.acme.clientSecret
                requestedScopes: [openid, profile, email, groups]
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              url: https://argocd.example
              oidc.config: ""
              dex.config: |
                connectors: [{type: github, id: github, name: GitHub}]
            """,
        ),
        Good(
            files={
                "argocd/kustomization.yaml": """
                    resources: [https://raw.githubusercontent.com/argoproj/argo-cd/v3.2.0/manifests/install.yaml]
                    patches: [{path: argocd-cm.yaml}]
                    """,
                "argocd/argocd-cm.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm}
                    data: {dex.config: "connectors: [{type: github, id: github, name: GitHub}]"}
                    """,
            },
            title="a patch, which may leave the URL to what is remote",
        ),
    )


def _asks_in_vain(value: dict[str, Any]) -> bool:
    """Whether it says what to ask for, and no groups are among it."""
    scopes, claims = value.get("requestedScopes"), value.get("requestedIDTokenClaims")
    asked = isinstance(claims, dict) and "groups" in claims
    return isinstance(scopes, list) and "groups" not in scopes and not asked
