"""Rule: hook Job without an end."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HookJobWithoutDeadline(SyncRule):
    """A hook Job says neither how often its pod may fail nor how long it may take. Argo CD has no time limit of its own: a pod
    that hangs holds up the sync until somebody ends it, one that fails is started six times more.

    **When to allow it.**  The program gives up by itself.
    """

    summary = "hook Job without an end"
    severity = Severity.INFO
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
                      annotations: {argocd.argoproj.io/hook: PreSync}
                    spec:
                    #^^^ hook Job 'migrate' has neither backoffLimit nor activeDeadlineSeconds; six failed pods, and no end to one that hangs: 'waiting for completion of hook batch/Job/migrate'
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:1.4.2"}]}
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
                      annotations: {argocd.argoproj.io/hook: PreSync}
                    spec:
                      activeDeadlineSeconds: 600
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:1.4.2"}]}
                    """,
            },
        ),
        Good(
            title="no hook",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations: {argocd.argoproj.io/hook: Skip}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:1.4.2"}]}
                    """,
            },
        ),
    )
