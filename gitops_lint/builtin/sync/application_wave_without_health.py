"""Rule: waves of Applications do not wait."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class ApplicationWaveWithoutHealth(SyncRule):
    """Applications are in waves, but since 1.8 Argo CD has no health check for Application: it waits for none of them,
    and all waves are applied at once. Add the check to argocd-cm
    (`resource.customizations.health.argoproj.io_Application`).

    **When to allow it.**  argocd-cm of the cluster has the check, and is not in this repository.
    """

    summary = "waves of Applications do not wait"
    severity = Severity.WARNING
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
                      name: database
                      namespace: argocd
                      annotations:
                    # ^^^^^^^^^^^ Application 'database' is in phase Sync, wave 0, but nothing waits for it; Argo CD has no health check for Application unless argocd-cm has 'resource.customizations.health.argoproj.io_Application': the waves follow at once
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: database}
                      source: {repoURL: https://charts.example, chart: database, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: database
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: database}
                      source: {repoURL: https://charts.example, chart: database, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd}
                    data:
                      resource.customizations.health.argoproj.io_Application: |
                        hs = {}
                        hs.status = "Progressing"
                        return hs
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: database
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: database}
                      source: {repoURL: https://charts.example, chart: database, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    """,
            },
        ),
    )
