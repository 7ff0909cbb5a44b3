"""Rule: Application goes to another cluster or namespace."""

from __future__ import annotations

from gitops_lint.builtin.changes._change import ChangeRule
from gitops_lint.rule import Bad, Good, Severity

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}


class ApplicationDestinationChanged(ChangeRule):
    """An Application goes to another cluster or namespace. Objects in the old cluster stay there, and nothing manages them any
    more; in the old namespace they are pruned if the Application prunes, and claims lose their data.

    Let a second Application deploy to the new place, move the data, then remove the first. The rule runs under `--since`
    and `--staged`.

    **When to allow it.**  What stays behind is cleaned up by hand.
    """

    summary = "Application goes to another cluster or namespace"
    severity = Severity.WARNING

    examples = (
        Bad(
            title="another cluster",
            before={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: staging, namespace: shop}
                    # ^^^^^^^^^^^ Application 'argocd/shop' moves from cluster 'prod' to 'staging'; what it brought to 'prod' stays there, and nothing manages it: 1 object
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
            },
            config=CONFIG,
        ),
        Good(
            title="the same place",
            before={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
            },
            config=CONFIG,
        ),
    )
