"""Rule: key that Argo CD does not read."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import is_policy
from gitops_lint.argocd.settingkeys import CUSTOMIZATIONS, FAMILIES, KEYS
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity


class ArgocdSettingMisspelt(SettingsRule):
    """A key of `argocd-cm`, `argocd-rbac-cm` or `argocd-cmd-params-cm` resembles one that Argo CD reads and is none.  The setting
    stays what it was, without a word.

    Keys that resemble none are left alone: newer releases have more.

    **When to allow it.**  A plugin reads it.
    """

    summary = "key in Argo CD's settings that it does not read"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every key that is not known."""
        known = KEYS.get(target.name)
        if known is None:
            return
        for node in target.items("data"):
            key = str(node.pointer[-1])
            if key in known or key.startswith(FAMILIES) or (target.name == "argocd-rbac-cm" and is_policy(key)):
                continue
            meant = _customization(key) if key.startswith("resource.customizations.") else _near(key, known)
            if meant:
                yield self.finding(node, f"'{key}' is no setting of Argo CD, did you mean '{meant}'?", grip="key")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              users.anonymous.enable: "true"
            # ^^^^^^^^^^^^^^^^^^^^^^ 'users.anonymous.enable' is no setting of Argo CD, did you mean 'users.anonymous.enabled'?
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              resource.customizations.healt.apps_Deployment: return {}
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'resource.customizations.healt.apps_Deployment' is no setting of Argo CD, did you mean 'resource.customizations.health.apps_Deployment'?
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              server.insecur: "true"
            # ^^^^^^^^^^^^^^ 'server.insecur' is no setting of Argo CD, did you mean 'server.insecure'?
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              url: https://argocd.example
              accounts.ci: apiKey
              resource.customizations.health.apps_Deployment: return {}
              kustomize.buildOptions: --enable-helm
              a.key.of.the.future: "yes"
            """,
        ),
    )


def _near(key: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    folded = {name.lower(): name for name in known}
    near = get_close_matches(key.lower(), sorted(folded), 1, 0.9)
    return folded[near[0]] if near else ""


def _customization(key: str) -> str:
    """The key with the part that was meant; empty where that part is right or nobody knows."""
    head, part, rest = _parts(key)
    if part in CUSTOMIZATIONS:
        return ""
    near = _near(part, frozenset(CUSTOMIZATIONS))
    return f"{head}.{near}.{rest}" if near else ""


def _parts(key: str) -> tuple[str, str, str]:
    part, _, rest = key.removeprefix("resource.customizations.").partition(".")
    return "resource.customizations", part, rest
