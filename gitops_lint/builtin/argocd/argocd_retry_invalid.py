"""Rule: backoff is no duration."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdRetryInvalid(SpecRule):
    """A duration in `syncPolicy.retry.backoff` is neither seconds nor a Go duration such as `5s` or `3m`, and every operation
    fails on it.

    **When to allow it.**  Never.
    """

    summary = "backoff is no duration"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ()
    family = frozenset({"retry-invalid"})

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
              syncPolicy: {retry: {limit: 3, backoff: {duration: 5 seconds}}}
              #                                                  ^^^^^^^^^ unable to parse 5 seconds as a duration
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
              syncPolicy: {retry: {limit: 3, backoff: {duration: 5s, maxDuration: 3m}}}
            """,
        ),
    )
