"""Rule: Application's path does not exist."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ArgocdTargetNotFound(Rule[Problem]):
    """The source names this repository and a path in it that is not there, so Argo CD shows `app path does not
    exist` and applies nothing.

    Only sources of the revision that is checked out are judged; a path on another branch is not.

    **When to allow it.** The folder is made by another pipeline on the same branch.
    """

    summary = "Application's path does not exist"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:phantom-target",)

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: services/shop
                        #     ^^^^^^^^^^^^^ app path 'services/shop' does not exist
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: services/shop
                    """,
                "services/shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
