"""Rule: hook Job asks for a sidecar."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookJobWithSidecar(SyncRule):
    """The Job of a hook asks for the sidecar of a service mesh. Unless that is a native sidecar it runs on after the
    Job's own container has ended, and the sync waits.

    **When to allow it.**  The mesh injects native sidecars.
    """

    summary = "hook Job asks for a sidecar"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    spec:
                      template:
                        metadata:
                    #   ^^^^^^^^ hook Job 'migrate' asks for a service mesh sidecar; unless it is a native sidecar it runs on: 'waiting for completion of hook batch/Job/migrate'
                          annotations:
                            sidecar.istio.io/inject: "true"
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
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
                      name: migrate
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    spec:
                      template:
                        metadata:
                          annotations:
                            sidecar.istio.io/inject: "false"
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
