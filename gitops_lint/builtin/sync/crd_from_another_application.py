"""Rule: custom resource whose definition another Application brings."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class CrdFromAnotherApplication(SyncRule):
    """A custom resource is applied by one Application and its definition by another. Before the first wave Argo CD
    dry-runs all objects, and the API server does not know the kind yet: the operation fails before anything is
    applied. Set the sync option `SkipDryRunOnMissingResource=true` on the object or the Application.

    **When to allow it.**  The definition is in the cluster before the Application is created, on every rebuild of
    the cluster too.
    """

    summary = "custom resource whose definition another Application brings"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "apps/operator.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: operator, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: operator}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: operator}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "operator/crd.yaml": """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: queues.acme.example}
                    spec:
                      group: acme.example
                      scope: Namespaced
                      names: {kind: Queue, plural: queues}
                      versions:
                        - name: v1
                          served: true
                          storage: true
                          schema: {openAPIV3Schema: {type: object}}
                    """,
                "shop/queue.yaml": """
                    apiVersion: acme.example/v1
                    kind: Queue
                    #     ^^^^^ Queue 'orders' needs a CustomResourceDefinition that another Application brings; until that is synced the operation fails before its first wave: 'one or more synchronization tasks are not valid', 'the server could not find the requested resource'
                    metadata: {name: orders}
                    """,
            },
        ),
        Good(
            files={
                "apps/operator.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: operator, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: operator}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: operator}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {syncOptions: [SkipDryRunOnMissingResource=true]}
                    """,
                "operator/crd.yaml": """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: queues.acme.example}
                    spec:
                      group: acme.example
                      scope: Namespaced
                      names: {kind: Queue, plural: queues}
                      versions:
                        - name: v1
                          served: true
                          storage: true
                          schema: {openAPIV3Schema: {type: object}}
                    """,
                "shop/queue.yaml": """
                    apiVersion: acme.example/v1
                    kind: Queue
                    metadata: {name: orders}
                    """,
            },
        ),
    )
