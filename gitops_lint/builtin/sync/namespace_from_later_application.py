"""Rule: namespace comes with a later Application."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class NamespaceFromLaterApplication(SyncRule):
    """Objects go to a namespace that another Application of the same parent brings in a later wave. Until then the API server
    refuses them; if the parent waits for this Application's health, that wave is never reached.

    Give the Application with the namespace the lower wave, or let this one create it with `CreateNamespace=true`.

    **When to allow it.**  The namespace is there already.
    """

    summary = "namespace comes with a later Application"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/platform.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: platform
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: platform}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: platform}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      namespace: shop
                    #            ^^^^ ConfigMap 'settings' goes to namespace 'shop', which Application 'argocd/platform' brings in a later wave; the first sync fails: 'namespaces "shop" not found'; a retry may heal it
                    data: {A: b}
                    """,
                "platform/namespaces.yaml": """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: shop}
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
        Good(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/platform.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: platform
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: platform}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: platform}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      namespace: shop
                    data: {A: b}
                    """,
                "platform/namespaces.yaml": """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: shop}
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
        Good(
            title="it creates the namespace itself",
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: [CreateNamespace=true]}
                    """,
                "apps/platform.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: platform
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: platform}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: platform}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      namespace: shop
                    data: {A: b}
                    """,
                "platform/namespaces.yaml": """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: shop}
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
    )
