"""Rule: no value file uses a source."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdSourceRefUnused(SpecRule):
    """A source has a `ref` that no value file names, and neither path nor chart, so that it does nothing.

    **When to allow it.**  It is there for a value file that another tool sets.
    """

    summary = "no value file uses a source"
    severity = Severity.INFO
    tags = frozenset({"argocd"})
    aliases = ()
    family = frozenset({"source-ref-unused"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sources:
                - {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
                - {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, ref: values}
                #                                                                              ^^^^^^ no value file uses the source with ref 'values'
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
              sources:
                - {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0, helm: {valueFiles: [$values/shop.yaml]}}
                - {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, ref: values}
            """,
        ),
    )
