"""Rule: pruned object takes others or data with it."""

from __future__ import annotations

from gitops_lint.builtin.changes._change import ChangeRule
from gitops_lint.rule import Bad, Good, Severity

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}


class PrunedWithData(ChangeRule):
    """An object that git no longer has is pruned, and takes more with it than itself: a Namespace all objects in it, a
    CustomResourceDefinition all its custom resources, a claim its volume, a database's custom resource the database.
    `argocd.argoproj.io/sync-options: Prune=false` on the object keeps it, `Prune=confirm` asks first; put it there in a
    commit before the one that removes the object. The rule runs under `--since` and `--staged`.

    **When to allow it.**  The data is to go.
    """

    summary = "pruned object takes others or data with it"
    severity = Severity.WARNING

    examples = (
        Bad(
            title="a claim",
            before={
                "shop/pvc.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: uploads}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                    #       ^^^^ PersistentVolumeClaim 'uploads' is pruned; unless its class retains volumes, its data is deleted; Prune=false or Prune=confirm on the object keeps it
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
        Good(
            title="a claim that is kept",
            before={
                "shop/pvc.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: uploads, annotations: {argocd.argoproj.io/sync-options: Prune=false}}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
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
        Good(
            title="a ConfigMap",
            before={
                "shop/old.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: old}
                    data: {A: b}
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
                    data: {A: c}
                    """,
            },
            config=CONFIG,
        ),
    )
