"""Rule: custom resource comes before the Application with its definition."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class CrdFromLaterApplication(SyncRule):
    """A custom resource skips the dry run, because its CustomResourceDefinition comes with another Application; but that one is
    of a later wave of the same parent. The first sync fails; if the parent waits for this Application's health, the other
    wave is never reached. Give the Application with the definition the lower wave.

    **When to allow it.**  The definition is there already.
    """

    summary = "custom resource comes before the Application with its definition"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: [SkipDryRunOnMissingResource=true]}
                    """,
                "apps/operator.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: operator
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: operator}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: operator}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/queue.yaml": """
                    apiVersion: example.com/v1
                    kind: Queue
                    #     ^^^^^ Queue 'orders' needs a CustomResourceDefinition that Application 'argocd/operator' brings in a later wave; the dry run is skipped, but the first sync fails: 'one or more objects failed to apply'; a retry may heal it
                    metadata: {name: orders}
                    """,
                "operator/crd.yaml": """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: queues.example.com}
                    spec:
                      group: example.com
                      names: {kind: Queue, plural: queues, singular: queue, listKind: QueueList}
                      scope: Namespaced
                      versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
        Good(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: argocd}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: apps}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: [SkipDryRunOnMissingResource=true]}
                    """,
                "apps/operator.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: operator
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: operator}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: operator}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/queue.yaml": """
                    apiVersion: example.com/v1
                    kind: Queue
                    metadata: {name: orders}
                    """,
                "operator/crd.yaml": """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: queues.example.com}
                    spec:
                      group: example.com
                      names: {kind: Queue, plural: queues, singular: queue, listKind: QueueList}
                      scope: Namespaced
                      versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
    )
