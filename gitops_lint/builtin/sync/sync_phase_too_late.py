"""Rule: hook needs something of a later phase."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class SyncPhaseTooLate(SyncRule):
    """A hook needs something that only a later phase brings. Phases come before waves: all PreSync hooks finish before
    the first object of phase Sync is applied, whatever its wave. Make the needed object a PreSync hook too, or run
    the hook in phase Sync with a later wave.

    **When to allow it.**  The object is there before the first sync, made by somebody else.
    """

    summary = "hook needs something of a later phase"
    severity = Severity.ERROR
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
                        spec:
                          restartPolicy: Never
                          serviceAccountName: migrate
                    #                         ^^^^^^^ Job 'migrate' in phase PreSync, wave 0 needs ServiceAccount 'migrate' of phase Sync, wave 0; Argo CD shows 'waiting for completion of hook batch/Job/migrate' (error looking up service account: serviceaccount "migrate" not found), and phase Sync, wave 0 is not reached
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: migrate
                    """,
            },
        ),
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
                        spec:
                          restartPolicy: Never
                          serviceAccountName: migrate
                    #                         ^^^^^^^ Job 'migrate' in phase PreSync, wave 0 needs ServiceAccount 'migrate' of phase Sync, wave -5; Argo CD shows 'waiting for completion of hook batch/Job/migrate' (error looking up service account: serviceaccount "migrate" not found), and phase Sync, wave -5 is not reached; its lower wave does not help, phases come first
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: migrate
                      annotations:
                        argocd.argoproj.io/sync-wave: "-5"
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
                        spec:
                          restartPolicy: Never
                          serviceAccountName: migrate
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: migrate
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                        argocd.argoproj.io/sync-wave: "-1"
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
                        argocd.argoproj.io/hook: PostSync
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          serviceAccountName: migrate
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: migrate
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
                        argocd.argoproj.io/hook: Sync
                        argocd.argoproj.io/sync-wave: "1"
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          serviceAccountName: migrate
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: migrate
                    """,
            },
        ),
    )
