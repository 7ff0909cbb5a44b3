"""Rule: value file refers to a source that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.finding import Pointer
from gitops_lint.render.helm.inputs import FILE_RULE
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Severity


class ArgocdSourceRefInvalid(SpecRule):
    """A `$name/` in a value file names no source, or not one that Argo CD can read.

    References work with `sources` only, each `ref` once, of letters, digits, `_` and `-`, never on a chart, and one
    repository at one revision.  In a single `source` the `$name` is a build variable, and an unknown one is empty; where
    the path that is left leads to no file, `argocd-values-file-not-found` says so instead.

    **When to allow it.**  Never.
    """

    summary = "value file refers to a source that cannot be used"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "helm", "sync"})
    aliases = ()
    family = frozenset(
        {"source-ref-invalid", "source-ref-duplicate", "source-ref-unknown", "source-ref-chart", "source-ref-revisions"}
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """What is wrong with references, unless the file is told to be missing for it."""
        for found in super().check(target, repo):
            cause = target.origin.trace(found.at.pointer)[0] if isinstance(found.at, Node) else None
            if cause is None or (cause.path, cause.document, cause.pointer) not in repo.once(_missing):
                yield found

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
                - {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0, helm: {valueFiles: [$vals/shop.yaml]}}
                #                                                                                           ^^^^^^^^^^^^^^^ source referenced "$vals", which is not one of the available sources ($values)
                - {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, ref: values}
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
              source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0, helm: {valueFiles: [$values/shop.yaml]}}
              #                                                                                                 ^^^^^^^^^^^^^^^^^ '$values' is no reference in spec.source: it becomes the empty string and the path '/shop.yaml'
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
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0, helm: {valueFiles: [$ARGOCD_APP_NAME/shop.yaml]}}
            """,
            title="a build variable",
        ),
    )


def _missing(repo: Repository) -> frozenset[tuple[str, int, Pointer]]:
    return frozenset(
        (problem.path, problem.document, problem.pointer) for problem in repo.problems if problem.rule == FILE_RULE
    )
