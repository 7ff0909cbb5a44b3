"""Rule: pruning may remove everything."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdAllowEmpty(Rule[Resource]):
    """With `prune: true`, `allowEmpty: true` switches off the guard that keeps an empty source from deleting everything.

    A folder that was renamed, or a generator that matches nothing, then removes all objects of the Application.

    **When to allow it.**  Environments that come and go.
    """

    summary = "automated pruning may delete every object"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Both switches together."""
        for root in specs(target, repo):
            automated = root.at("spec", "syncPolicy", "automated")
            if automated is None or automated.get("prune") is not True or automated.get("enabled") is False:
                continue
            node = automated.at("allowEmpty")
            if node is not None and node.value is True:
                yield self.finding(node, "allowEmpty with prune lets an empty source delete every object")

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
              syncPolicy: {automated: {prune: true, allowEmpty: true}}
              #                                                 ^^^^ allowEmpty with prune lets an empty source delete every object
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
              syncPolicy: {automated: {prune: true, allowEmpty: false}}
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
              syncPolicy: {automated: {allowEmpty: true}}
            """,
            title="nothing is pruned",
        ),
    )
