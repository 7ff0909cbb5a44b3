"""Rule: chart without a version."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdChartVersionMissing(SpecRule):
    """A source with `chart` needs a version in `targetRevision`; Argo CD refuses the Application without one, and `HEAD`
    or a branch is no version of a chart.

    **When to allow it.**  Never.
    """

    summary = "chart without a version"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "helm", "sync"})
    aliases = ()
    family = frozenset({"chart-without-version", "chart-revision-invalid"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: https://charts.example, chart: shop}
            # ^^^^^^ spec.source.targetRevision is required if the manifest source is a helm chart
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: https://charts.example, chart: shop, targetRevision: HEAD}
              #                                                                      ^^^^ invalid revision 'HEAD' for chart 'shop'
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
              source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
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
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="a git repository has branches",
        ),
    )
