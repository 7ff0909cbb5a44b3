"""Rule: namespace that nothing in the repository makes."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.references.provisions import always_exists
from gitops_lint.references.repository import is_external
from gitops_lint.references.values import Reference
from gitops_lint.rule import Application, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity


class ArgocdDestinationNamespaceNotFound(Rule[Application]):
    """Nothing in the repository makes the namespace an Application deploys to, and the sync option
    `CreateNamespace=true` is not set. If nobody else makes it the sync fails: `namespaces "…" not found`.

    **When to allow it.**  Terraform or another team makes the namespace; say so under `external:` in the
    configuration.
    """

    summary = "namespace that nothing in the repository makes"
    severity = Severity.INFO
    confidence = Confidence.LOW
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The destination's namespace, if nothing in the repository makes it."""
        node = target.at("spec", "destination", "namespace")
        if (
            node is None
            or not isinstance(node.value, str)
            or not node.value
            or any(mark in node.value for mark in "{$<")
        ):
            return
        options = target.sequence("spec", "syncPolicy", "syncOptions")
        if "CreateNamespace=true" in options or always_exists("", "Namespace", "", node.value):
            return
        reference = Reference("", "", "Namespace", node.value, "")
        known = any(item.name == node.value for item in repo.of_kind("", "Namespace"))
        if known or node.value == target.namespace or is_external(repo, reference, ""):
            return
        yield self.finding(node, f"namespace '{node.value}' is not in the repository, and CreateNamespace is not set")

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination:
                        server: https://kubernetes.default.svc
                        namespace: shop
                    #              ^^^^ namespace 'shop' is not in the repository, and CreateNamespace is not set
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    """,
            },
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination:
                        server: https://kubernetes.default.svc
                        namespace: shop
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                      syncPolicy: {syncOptions: [CreateNamespace=true]}
                    """,
            },
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination:
                        server: https://kubernetes.default.svc
                        namespace: shop
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    """,
                "namespace.yaml": """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: shop}
                    """,
            },
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination:
                        server: https://kubernetes.default.svc
                        namespace: kube-system
                      source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                    """,
            },
        ),
    )
