"""Rule: sync waits for what does not become healthy."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class SyncBlocked(SyncRule):
    """Argo CD waits for an object that does not become healthy by itself: a paused Deployment, a suspended Job, a
    claim that binds only when a pod of a later wave uses it. Later waves and PostSync hooks never come.

    **When to allow it.**  Somebody resumes the object by hand, as part of the procedure.
    """

    summary = "sync waits for what does not become healthy"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    mistakes = (
        "sync-blocked-by-paused",
        "sync-blocked-by-suspended",
        "sync-blocked-by-claim",
    )

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
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      paused: true
                    #         ^^^^ Deployment 'web' of phase Sync, wave 0 is waited for: a paused Deployment is Suspended; Argo CD shows 'waiting for healthy state of apps/Deployment/web'; phase Sync, wave 1 comes only then
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
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
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata:
                      name: data
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    #^^^ PersistentVolumeClaim 'data' of phase Sync, wave 0 is used first by Deployment 'web' of phase Sync, wave 1; with volumeBindingMode WaitForFirstConsumer it stays Pending: Argo CD shows 'waiting for healthy state of /PersistentVolumeClaim/data' for ever
                    ---
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
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
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
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      paused: false
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
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
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata:
                      name: data
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    ---
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
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
    )
