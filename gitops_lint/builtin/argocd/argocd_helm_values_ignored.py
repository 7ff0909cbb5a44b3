"""Rule: helm.values beside helm.valuesObject is ignored."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdHelmValuesIgnored(SpecRule):
    """With `helm.valuesObject` Argo CD does not look at `helm.values`.

    Merge the text into the object.

    **When to allow it.**  Never.
    """

    summary = "helm.values beside helm.valuesObject is ignored"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm"})
    aliases = ()
    family = frozenset({"helm-values-ignored"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop, helm: {values: 'replicas: 2', valuesObject: {replicas: 1}}}
              #                                                                                                          ^^^^^^^^^^^^^ helm.values is ignored because helm.valuesObject is set
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
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop, helm: {valuesObject: {replicas: 1}}}
            """,
        ),
    )
