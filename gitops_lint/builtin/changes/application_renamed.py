"""Rule: renamed Application deletes its objects first."""

from __future__ import annotations

from gitops_lint.builtin.changes._change import ChangeRule
from gitops_lint.rule import Bad, Good, Severity

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}


class ApplicationRenamed(ChangeRule):
    """An Application has another name, or comes from elsewhere, and deploys what it deployed. To Argo CD it is a new one: the
    old Application is deleted, with its finalizer all its objects too, and the new one makes them again. What holds data
    loses it, everything is down meanwhile.

    Take the finalizer from the old Application in a commit before (then its objects stay, and pass to the new one), or
    delete it with `--cascade=orphan`. The rule runs under `--since` and `--staged`.

    **When to allow it.**  Losing the objects does no harm.
    """

    summary = "renamed Application deletes its objects first"
    severity = Severity.WARNING

    examples = (
        Bad(
            title="an Application of an app of apps",
            before={
                "apps/shop.yaml": """
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
                "apps/store.yaml": """

                    """,
            },
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "apps/store.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: store
                    #       ^^^^^ Application 'argocd/shop' becomes 'argocd/store'; 'argocd/shop' is deleted with its 2 objects, and 'argocd/store' makes them anew; lost with it: PersistentVolumeClaim 'uploads'
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/all.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    ---
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: uploads}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config=CONFIG,
        ),
        Good(
            title="without a finalizer the objects stay",
            before={
                "apps/shop.yaml": """
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
                "apps/store.yaml": """

                    """,
            },
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "apps/store.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: store
                      namespace: argocd
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/all.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    ---
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: uploads}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config=CONFIG,
        ),
    )
