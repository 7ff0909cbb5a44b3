"""Rule: waves of Applications order only their creation."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class ApplicationWavesOrderCreation(SyncRule):
    """Applications of different waves follow the same branch and sync by themselves. The waves order when the parent creates or
    changes the Application objects; a commit to what they deploy reaches all of them at once.

    **When to allow it.**  Only the first installation needs the order.
    """

    summary = "waves of Applications order only their creation"
    severity = Severity.INFO
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: db
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: db}
                      source: {repoURL: https://charts.example/deploy.git, targetRevision: main, path: db}
                      syncPolicy: {automated: {prune: true}}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://charts.example/deploy.git, targetRevision: main, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    #              ^^^^^^^^^ Application 'shop' is in phase Sync, wave 1 and syncs by itself; its wave orders when it is created; a later commit reaches it together with 'db'
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd}
                    data:
                      resource.customizations.health.argoproj.io_Application: |
                        hs = {status = "Progressing"}
                        return hs
                    """,
            },
        ),
        Good(
            title="synced by hand",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: db
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: db}
                      source: {repoURL: https://charts.example/deploy.git, targetRevision: main, path: db}
                      syncPolicy: {automated: {prune: true}}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://charts.example/deploy.git, targetRevision: main, path: shop}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd}
                    data:
                      resource.customizations.health.argoproj.io_Application: |
                        hs = {status = "Progressing"}
                        return hs
                    """,
            },
        ),
        Good(
            title="one wave",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: db
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: db}
                      source: {repoURL: https://charts.example/deploy.git, targetRevision: main, path: db}
                      syncPolicy: {automated: {prune: true}}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://charts.example/deploy.git, targetRevision: main, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd}
                    data:
                      resource.customizations.health.argoproj.io_Application: |
                        hs = {status = "Progressing"}
                        return hs
                    """,
            },
        ),
    )
