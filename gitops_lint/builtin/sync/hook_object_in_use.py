"""Rule: hook is used by what is no hook."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookObjectInUse(SyncRule):
    """A hook is no part of the application: by default it is deleted and made anew with each sync, `HookSucceeded`
    deletes it at the end. What ordinary workloads use must not be a hook: a claim loses its data.

    **When to allow it.**  The provider of the volume retains it.
    """

    summary = "hook is used by what is no hook"
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
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                    #                                                               ^^^^ Deployment 'web' uses PersistentVolumeClaim 'data', a hook that is deleted before each sync; its data is lost
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata:
                      name: data
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
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
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata:
                      name: data
                      annotations:
                        argocd.argoproj.io/sync-wave: "-1"
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: check
                      annotations:
                        argocd.argoproj.io/hook: PostSync
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/hook: PostSync
                    data: {MODE: fast}
                    """,
            },
        ),
    )
