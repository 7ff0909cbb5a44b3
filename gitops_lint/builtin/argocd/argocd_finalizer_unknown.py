"""Rule: finalizer of an Application is not one that Argo CD knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from gitops_lint.argocd.application import FINALIZER
from gitops_lint.builtin.argocd._specs import specs
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_SHORT = frozenset({"finalizer", "finalizers", "resources-finalizer", "resource-finalizer"})
_KNOWN = frozenset(
    {FINALIZER, f"{FINALIZER}/foreground", f"{FINALIZER}/background", "foregroundDeletion", "orphan"}
    | {f"{moment}-delete-finalizer.argocd.argoproj.io{end}" for moment in ("pre", "post") for end in ("", "/cleanup")}
)


class ArgocdFinalizerUnknown(Rule[Resource]):
    """The finalizer looks like one of Argo CD's, but nobody removes it: the Application stays in deletion for ever.

    Those that Argo CD acts on are `resources-finalizer.argocd.argoproj.io`, alone or followed by `/foreground` or
    `/background`.

    **When to allow it.**  Never.
    """

    summary = "finalizer of an Application is misspelt"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    kinds = ("argoproj.io/Application", "argoproj.io/ApplicationSet")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every finalizer that resembles a known one."""
        for root in specs(target, repo):
            for node in root.items("metadata", "finalizers"):
                text = node.value
                if not isinstance(text, str) or text in _KNOWN or "{{" in text:
                    continue
                if "argoproj" in text or "argocd" in text or text in _SHORT:
                    meant = next(iter(difflib.get_close_matches(text, sorted(_KNOWN), 1, 0.85)), FINALIZER)
                    message = f"finalizer '{text}' is not one that Argo CD removes, did you mean '{meant}'?"
                    yield self.finding(node, message)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd, finalizers: [resource-finalizer.argocd.argoproj.io]}
            #                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ finalizer 'resource-finalizer.argocd.argoproj.io' is not one that Argo CD removes, did you mean 'resources-finalizer.argocd.argoproj.io'?
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd, finalizers: [pre-delete-finalizer.argocd.argoproj.io/clean]}
            #                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ finalizer 'pre-delete-finalizer.argocd.argoproj.io/clean' is not one that Argo CD removes, did you mean 'pre-delete-finalizer.argocd.argoproj.io/cleanup'?
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
            title="the nearest of several",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io/background]}
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
            metadata: {name: shop, namespace: argocd, finalizers: [acme.example/audit, finalizer.backup.acme.example]}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
            title="somebody else's",
        ),
    )
