"""Rule: chart without a version."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdChartVersionMissing(SpecRule):
    """A source with `chart` needs a version in `targetRevision`; Argo CD refuses the Application without one, and `HEAD`,
    a branch or `1.2.3.4` is no version of a chart.

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
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sources:
                - {repoURL: registry.example/charts, chart: shop, targetRevision: 1.2.0.1}
                #                                                                 ^^^^^^^ invalid revision '1.2.0.1' for chart 'shop'
                - {repoURL: https://charts.example, chart: store, targetRevision: stable}
                #                                                                 ^^^^^^ invalid revision 'stable' for chart 'store'
            """,
            title="no version at all",
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
                - {repoURL: registry.example/charts, chart: shop, targetRevision: stable}
                - {repoURL: https://charts.example, chart: store, targetRevision: "^1.2 || ~2.0"}
                - {repoURL: https://charts.example, chart: mail, targetRevision: ${MAIL_VERSION}}
            """,
            title="tags of registries, ranges, and what somebody fills in",
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
