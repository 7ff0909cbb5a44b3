"""Rule: pods run before their rights are granted."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class SyncRightsTooLate(SyncRule):
    """Pods run before the binding that gives their ServiceAccount its rights. If they need the API to become ready,
    the later wave is not reached.

    **When to allow it.**  The pods get along without the rights until they come.
    """

    summary = "pods run before their rights are granted"
    severity = Severity.WARNING
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
                      namespace: shop
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          serviceAccountName: web
                    #                         ^^^ Deployment 'web' in phase Sync, wave 0 runs before RoleBinding 'web' of phase Sync, wave 1 gives ServiceAccount 'web' its rights; requests of its pods are forbidden; Argo CD shows 'waiting for healthy state of apps/Deployment/web'
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: web
                      namespace: shop
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
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
                      namespace: shop
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          serviceAccountName: web
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: web
                      namespace: shop
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
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
                      namespace: shop
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          serviceAccountName: web
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: web
                      namespace: shop
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
                    """,
            },
        ),
    )
