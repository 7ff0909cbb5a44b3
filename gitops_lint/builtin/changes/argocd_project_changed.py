"""Rule: Application goes into another project."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Comparison, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.syncplan.since import partners

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}


class ArgocdProjectChanged(Rule[Comparison]):
    """An Application changes its project, and with it who may sync or delete it, when it may be synced, from where and to where
    it may deploy.  Whoever can merge here can so leave a project that bound them.

    Have the change reviewed by whoever answers for both projects.  The rule runs under `--since` and `--staged`.

    **When to allow it.**  The move is what the change is about.
    """

    summary = "Application goes into another project"
    severity = Severity.INFO
    tags = frozenset({"argocd", "change", "security"})
    aliases = ("kyverno:application-prevent-updates-project",)

    def check(self, target: Comparison, repo: Repository) -> Iterator[Occurrence]:
        """Each Application that was there before, in another project."""
        del repo
        before = target.now.once(partners, target.before)
        for item in target.now.deployables:
            old = before.get(id(item))
            if item.application is None or old is None or old.application is None:
                continue
            was, becomes = (one.text("spec", "project") or "default" for one in (old.application, item.application))
            if was != becomes:
                node = item.application.at("spec", "project") or item.application
                yield self.finding(node, f"project changes from '{was}' to '{becomes}'")

    examples = (
        Bad(
            before={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: platform
                      #        ^^^^^^^^ project changes from 'shop' to 'platform'
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config=CONFIG,
        ),
        Good(
            before={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: staging, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config=CONFIG,
            title="another cluster, the same project",
        ),
    )
