"""Rule: object needs something of a later sync wave."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class SyncWaveTooLate(SyncRule):
    """An object that Argo CD waits for needs something of a later wave of the same phase. A wave is applied only when
    all of the wave before it is healthy, so that the needed object never comes: the sync hangs, until a Deployment
    exceeds its progress deadline. Give the needed object the same wave or an earlier one.

    **When to allow it.**  The first sync was done by hand, and the object is never made anew.
    """

    summary = "object needs something of a later sync wave"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    #                                         ^^^^^^^^ Deployment 'web' in phase Sync, wave 1 needs ConfigMap 'settings' of phase Sync, wave 2; Argo CD shows 'waiting for healthy state of apps/Deployment/web' (configmap "settings" not found), and phase Sync, wave 2 is not reached
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "2"
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "3"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "2"
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings, optional: true}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "2"
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      replicas: 0
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "2"
                    data: {MODE: fast}
                    """,
            },
        ),
    )
