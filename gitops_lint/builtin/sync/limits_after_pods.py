"""Rule: limits come after the pods they are for."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class LimitsAfterPods(SyncRule):
    """A LimitRange or ResourceQuota comes in a later wave than pods of its namespace. Both work when a pod is admitted: what
    runs already gets no defaults and is not refused, until it is started again. Give it an earlier wave than the pods.

    **When to allow it.**  The pods do not depend on it.
    """

    summary = "limits come after the pods they are for"
    severity = Severity.INFO
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
                      namespace: shop
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: LimitRange
                    metadata:
                    #^^^^^^^ LimitRange 'defaults' of phase Sync, wave 1 comes after Deployment 'web' of phase Sync, wave 0; pods that run already are neither given its defaults nor refused
                      name: defaults
                      namespace: shop
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec: {limits: [{type: Container, default: {memory: 256Mi}}]}
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
                      namespace: shop
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: LimitRange
                    metadata:
                      name: defaults
                      namespace: shop
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec: {limits: [{type: Container, default: {memory: 256Mi}}]}
                    """,
            },
        ),
        Good(
            title="another namespace",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                      namespace: shop
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: LimitRange
                    metadata:
                      name: defaults
                      namespace: other
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec: {limits: [{type: Container, default: {memory: 256Mi}}]}
                    """,
            },
        ),
    )
