"""Rule: hook calls a Service of a later phase."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookCallsLaterService(SyncRule):
    """A PreSync hook has the name of a Service in its environment that phase Sync brings: a migration before its
    database. On the first sync it cannot connect. Run it in phase Sync, in a wave after the database.

    **When to allow it.**  The hook passes when nobody answers.
    """

    summary = "hook calls a Service of a later phase"
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
                    metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env:
                                - name: DB
                                  value: postgres://db:5432/shop
                    #                    ^^^^^^^^^^^^^^^^^^^^^^^ PreSync hook Job 'migrate' calls Service 'db', which phase Sync, wave 0 brings; on a first sync it cannot connect: Argo CD shows 'waiting for completion of hook batch/Job/migrate' or fails
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: db
                    spec: {selector: {app: db}, ports: [{port: 5432}]}
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
                    metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PostSync}}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env:
                                - name: DB
                                  value: postgres://db:5432/shop
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: db
                    spec: {selector: {app: db}, ports: [{port: 5432}]}
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
                    metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env:
                                - name: DB
                                  value: postgres://db:5432/shop
                    """,
            },
        ),
    )
