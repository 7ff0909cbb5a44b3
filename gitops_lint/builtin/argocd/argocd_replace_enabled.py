"""Rule: objects are replaced instead of applied."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdReplaceEnabled(Rule[Resource]):
    """`Replace=true` for a whole Application makes Argo CD replace every object at each sync: what controllers and autoscalers
    have written is lost, and objects with fields that cannot change fail or, with `Force=true`, are deleted and made anew.

    Set it on the one object that needs it (`argocd.argoproj.io/sync-options`), or use `ServerSideApply=true`, which solves
    the usual reason, annotations that are too long.

    **When to allow it.**  The Application holds nothing but such objects.
    """

    summary = "Replace=true for a whole Application"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability", "sync"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The option, written exactly so; another spelling has no effect."""
        for root in specs(target, repo):
            for option in read_application(root.value).sync_options:
                if option.text == "Replace=true":
                    yield self.finding(nearest(root, option.pointer), "every object is replaced at each sync")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
              syncPolicy: {syncOptions: [Replace=true]}
              #                          ^^^^^^^^^^^^ every object is replaced at each sync
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
              syncPolicy: {syncOptions: [Replace=false, ServerSideApply=true]}
            """,
        ),
    )
