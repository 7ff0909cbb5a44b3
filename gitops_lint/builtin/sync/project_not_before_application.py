"""Rule: AppProject has no earlier wave than its Application."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class ProjectNotBeforeApplication(SyncRule):
    """An Application and its AppProject are deployed together, and the project has no earlier wave.

    In a *later* wave it is missing at first: the Application reports that its project does not exist and syncs nothing.
    Where Argo CD waits for the health of Applications, it never comes to the wave of the project.

    A deletion goes through the waves backwards, and the project goes first or together with the Application.  An
    Application with a finalizer of Argo CD's stays, because that is acted on only while the project can be read.  With
    `resources-finalizer.argocd.argoproj.io` a project waits until no Application refers to it: that mends it within one
    wave, and in a later wave each waits for the other.

    Nothing is said of what the next refresh heals: one wave for both, and no finalizer.

    **When to allow it.**  The parent is never deleted.

    Source: `finalizeApplicationDeletion` and `finalizeProjectDeletion` in Argo CD's `controller/appcontroller.go`.
    """

    summary = "AppProject has no earlier wave than its Application"
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
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      project: shop
                    #          ^^^^ Application 'shop' is not in a later wave than its AppProject 'shop'; it syncs nothing until the project is there: 'Application referencing project shop which does not exist'
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "2"
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd, annotations: {argocd.argoproj.io/sync-wave: "0"}, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec:
                      project: shop
                    #          ^^^^ Application 'shop' is not in a later wave than its AppProject 'shop'; on deletion the project goes at once, and the Application's finalizer 'resources-finalizer.argocd.argoproj.io' may stay for ever: 'error getting app project "shop"'
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
            title="the finalizer of the Application needs the project",
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                    #          ^^^^ Application 'shop' is not in a later wave than its AppProject 'shop'; on deletion the finalizer of the project waits for the Application, which goes only after it
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd, annotations: {argocd.argoproj.io/sync-wave: "1"}, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
            title="each waits for the other",
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
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
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
                    metadata: {name: shop, namespace: argocd, annotations: {argocd.argoproj.io/sync-wave: "0"}}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
            title="one wave, and no finalizer",
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd, annotations: {argocd.argoproj.io/sync-wave: "0"}, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec: {sourceRepos: [https://charts.example], destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
                    """,
            },
            title="the project waits for the Application",
        ),
    )
