"""Rule: ignoreDifferences hides whole objects."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import Difference, read_application
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_WHOLE = frozenset({"", "/", "/spec", "/metadata"})
_WHOLE_JQ = frozenset({".", ".spec", ".metadata", ".[]"})


class ArgocdIgnoreDifferencesTooBroad(Rule[Resource]):
    """The entry ignores a whole `spec`, or the same field of every kind: Argo CD shows Synced whatever the cluster holds.

    Name the fields that others write, for the kinds where they do.

    **When to allow it.**  Another controller owns the whole object, and git only creates it.
    """

    summary = "ignoreDifferences hides whole objects"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    aliases = ("argocd-lint:AR007",)
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every entry."""
        for root in specs(target, repo):
            for entry in read_application(root.value).ignore_differences:
                what = _hidden(entry)
                if what:
                    yield self.finding(nearest(root, entry.pointer), f"ignoreDifferences hides {what}")

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
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec]}]
              #                    ^^^^^ ignoreDifferences hides '/spec' of every Deployment
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
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
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
              ignoreDifferences: [{group: apps, kind: Deployment, name: legacy, jsonPointers: [/spec]}]
            """,
            title="one object",
        ),
    )


def _hidden(entry: Difference) -> str:
    whole = [text for text in entry.json_pointers if text in _WHOLE]
    whole += [text for text in entry.jq_expressions if text.strip() in _WHOLE_JQ]
    if whole and not entry.name:
        return f"'{whole[0]}' of every {entry.kind if entry.kind != '*' else 'object'}"
    return ""
