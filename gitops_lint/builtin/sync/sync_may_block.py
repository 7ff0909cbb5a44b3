"""Rule: sync waits for what others must bring."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class SyncMayBlock(SyncRule):
    """Argo CD waits for an object whose health depends on something outside: the address of a load balancer or
    Ingress, the metrics of an autoscaler, the last run of a CronJob, the pause of a Rollout. Where that does not
    come, later waves and PostSync hooks do not either.

    **When to allow it.**  The controller in the cluster reports what Argo CD waits for.
    """

    summary = "sync waits for what others must bring"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    mistakes = (
        "sync-blocked-by-load-balancer",
        "sync-blocked-by-ingress",
        "sync-blocked-by-rollout-pause",
        "sync-blocked-by-cron-job",
        "sync-blocked-by-autoscaler",
    )

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
                    #            ^^^^^^^^^^^^ Service 'web' of phase Sync, wave 0 is waited for: a Service of type LoadBalancer is Progressing until status.loadBalancer.ingress is set; Argo CD shows 'waiting for healthy state of /Service/web'; phase Sync, wave 1 comes only then
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
                    kind: Service
                    metadata:
                      name: web
                      annotations:
                        argocd.argoproj.io/sync-wave: "1"
                    spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      annotations:
                        argocd.argoproj.io/sync-wave: "0"
                    data: {MODE: fast}
                    """,
            },
        ),
    )
