"""Rule: Application's source is incomplete or contradicts itself."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdSourceInconsistent(SpecRule):
    """The source of an Application says too little or two things at once.

    Argo CD refuses a source without `repoURL`, one with neither `path` nor `chart` (nor `ref`, among `sources`), and one
    with settings of two tools.  Beside `sources` it ignores `source`, and beside `chart` it ignores `path`.

    **When to allow it.**  Never: keep the one that is meant.
    """

    summary = "Application's source is incomplete or contradicts itself"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("kyverno:application-field-validation", "argocd-lint:AR009")
    family = frozenset(
        {
            "source-incomplete",
            "source-ignored",
            "source-type-ambiguous",
            "source-path-ignored",
            "source-path-absolute",
            "source-name-duplicate",
            "repository-url-invalid",
        }
    )

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0}
            # ^^^^^^ spec.source.repoURL and either spec.source.path or spec.source.chart are required
            """,
            title="neither path nor chart",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop, helm: {releaseName: a}, kustomize: {namePrefix: b-}}
              #                                                                                           ^^^^ multiple application sources defined: Kustomize,Helm
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
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            # ^^^^^^ spec.source is ignored because spec.sources is set
              sources:
              - {repoURL: "https://github.com/acme/other.git", targetRevision: v1, path: other}
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
              source: {repoURL: registry.example/charts, chart: pgo, path: pgo, targetRevision: 5.6.0}
            """,
            title="path and chart agree",
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
