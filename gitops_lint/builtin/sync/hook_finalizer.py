"""Rule: hook has a finalizer."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookFinalizer(SyncRule):
    """Argo CD deletes a hook before its next run and waits until it is gone. A finalizer that nobody removes makes it
    wait for ever.

    **When to allow it.**  A controller removes the finalizer.
    """

    summary = "hook has a finalizer"
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
                      finalizers:
                        - acme.example/keep
                    #     ^^^^^^^^^^^^^^^^^ hook Job 'migrate' has finalizer 'acme.example/keep'; unless somebody removes it: 'waiting for deletion of hook batch/Job/migrate'
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    spec:
                      template:
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
                      finalizers:
                        - argocd.argoproj.io/hook-finalizer
                      annotations:
                        argocd.argoproj.io/hook: PreSync
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
