"""Rule: managedNamespaceMetadata without CreateNamespace=true."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdNamespaceMetadataUnused(SpecRule):
    """`managedNamespaceMetadata` has an effect only where Argo CD makes the namespace: with `CreateNamespace=true`.
    A Pod Security label there protects nothing.

    **When to allow it.**  Never.
    """

    summary = "managedNamespaceMetadata without CreateNamespace=true"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    aliases = ()
    family = frozenset({"namespace-metadata-unused"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy:
                managedNamespaceMetadata: {labels: {team: shop}}
              # ^^^^^^^^^^^^^^^^^^^^^^^^ managedNamespaceMetadata has no effect without the sync option 'CreateNamespace=true'
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy:
                syncOptions: [CreateNamespace=true]
                managedNamespaceMetadata: {labels: {team: shop}}
            """,
        ),
    )
