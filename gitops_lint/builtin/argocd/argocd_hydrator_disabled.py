"""Rule: Applications are to be hydrated by an Argo CD whose hydrator is off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitops_lint.argocd.instance import instance_name
from gitops_lint.argocd.plain import parse_bool
from gitops_lint.argocd.settingmaps import is_partial
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Application, Bad, Confidence, Good, Occurrence, Repository, Resource, Severity

_KEY = "hydrator.enabled"


class ArgocdHydratorDisabled(SettingsRule):
    """Applications have a `sourceHydrator`, and `argocd-cmd-params-cm` of their Argo CD does not set `hydrator.enabled: "true"`:
    nothing is rendered, and they stay at what the branch holds, if it is there at all.

    The hydrator needs the commit server too; `*-install-with-hydrator.yaml` has both.

    **When to allow it.**  The controller is told by its environment (`ARGOCD_HYDRATOR_ENABLED`).
    """

    summary = "the source hydrator that Applications need is off"
    severity = Severity.ERROR
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})
    names = ("argocd-cmd-params-cm",)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The setting, or the ConfigMap without it; a part of a ConfigMap may lack it."""
        said = target.text("data", _KEY)
        if parse_bool(said or "") or (said is None and is_partial(target)):
            return
        instance = instance_name(target)
        hydrated = [item for item in repo.once(_hydrated) if instance_name(item) == instance]
        if hydrated:
            node = target.at("data", _KEY) or target.at("data") or target
            message = f"'{_KEY}' is not 'true', and an Application has a sourceHydrator"
            yield self.finding(node, message, related=[(hydrated[0], "an Application to be hydrated")])

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              hydrator.enabled: "false"
              #                 ^^^^^^^ 'hydrator.enabled' is not 'true', and an Application has a sourceHydrator
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {hydrator.enabled: "true"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop}
            """,
            title="how Argo CD is set up is not in git",
        ),
    )


def _hydrated(repo: Repository) -> Sequence[Application]:
    return [item for item in repo.applications if isinstance(item.get("spec", "sourceHydrator"), dict)]
