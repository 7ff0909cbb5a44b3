"""Rule: hook for failures needs what only success brings."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class FailureHookNeedsSuccess(SyncRule):
    """A SyncFail hook needs an object that PostSync brings. PostSync comes only when the sync has succeeded; where the hook is
    to run, the object is not there.

    A SyncFail hook does not run either when the sync fails before its first wave: tasks that are not valid, a dry run
    that is refused.

    **When to allow it.**  Never; make the object a hook of SyncFail too.
    """

    summary = "hook for failures needs what only success brings"
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
                      name: alarm
                      annotations: {argocd.argoproj.io/hook: SyncFail}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: alarm
                              image: registry.example/alarm:1.4.2
                              envFrom:
                                - configMapRef:
                                    name: receivers
                                    #     ^^^^^^^^^ SyncFail hook Job 'alarm' needs ConfigMap 'receivers' of phase PostSync, wave 0; that phase comes only when the sync has not failed: the hook does not start
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: receivers
                      annotations: {argocd.argoproj.io/hook: PostSync}
                    data: {MAIL: a@example.com}
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
                      name: alarm
                      annotations: {argocd.argoproj.io/hook: SyncFail}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: alarm
                              image: registry.example/alarm:1.4.2
                              envFrom:
                                - configMapRef:
                                    name: receivers
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: receivers
                      annotations: {argocd.argoproj.io/hook: SyncFail}
                    data: {MAIL: a@example.com}
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
                      name: alarm
                      annotations: {argocd.argoproj.io/hook: SyncFail}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: alarm
                              image: registry.example/alarm:1.4.2
                              envFrom:
                                - configMapRef:
                                    name: receivers
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: receivers
                    data: {MAIL: a@example.com}
                    """,
            },
        ),
    )
