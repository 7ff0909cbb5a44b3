"""Rule: backoff that does not do what it says."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdRetryInvalid(SpecRule):
    """A duration in `syncPolicy.retry.backoff` is neither seconds nor a Go duration such as `5s` or `3m`, and every operation
    fails on it.

    The time to the next retry is `duration` times `factor` to the power of the retries so far, but no more than
    `maxDuration` (3m unless it is set; 0 is without end).  So a `factor` below 1 waits once and then no more, and a
    `duration` above `maxDuration` is never waited: these are warnings.

    **When to allow it.**  Never.
    """

    summary = "backoff that is no duration or never waited"
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
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy: {retry: {limit: 3, backoff: {duration: 5m, factor: 0}}}
              #                                                  ^^ duration 5m is more than maxDuration, which is 3m
              #                                                              ^ with factor 0 only the first retry waits
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
