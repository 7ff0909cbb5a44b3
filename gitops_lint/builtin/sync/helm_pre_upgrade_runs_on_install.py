"""Rule: helm hook for upgrades runs on installation."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class HelmPreUpgradeRunsOnInstall(SyncRule):
    """Argo CD cannot tell an installation from an upgrade: it runs `pre-upgrade` hooks before the first sync too, when
    what they are to migrate is not there.

    **When to allow it.**  The hook passes where there is nothing to do.
    """

    summary = "helm hook for upgrades runs on installation"
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
                        helm.sh/hook: pre-upgrade
                    #                 ^^^^^^^^^^^ Job 'migrate' is a helm hook for upgrades alone; Argo CD cannot tell install from upgrade: it runs before the first sync, too
                        argocd.argoproj.io/sync-wave: "0"
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
                      annotations:
                        helm.sh/hook: pre-install,pre-upgrade
                        argocd.argoproj.io/sync-wave: "0"
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: registry.example/app:1.4.2}]
                    """,
            },
        ),
    )
