"""Rule: object of Argo CD without the labels that say what it is and whose."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class ArgocdRecommendedMetadata(Rule[Resource]):
    """Applications, ApplicationSets and AppProjects are found in Argo CD by their labels; this one lacks some of those that the
    option `labels` lists.

    In no profile, for most repositories tell what belongs together by folders and projects.

    **When to allow it.**  Nobody looks for it by labels.
    """

    summary = "object of Argo CD lacks recommended labels"
    severity = Severity.INFO
    tags = frozenset({"argocd", "naming"})
    aliases = ("argocd-lint:AR010", "argocd-lint:RGC002")
    kinds = ("argoproj.io/Application", "argoproj.io/ApplicationSet", "argoproj.io/AppProject")

    class Options:
        """Options of the rule."""

        #: keys of labels or annotations that each of them carries
        labels: tuple[str, ...] = ("app.kubernetes.io/name", "app.kubernetes.io/managed-by", "owner")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """What is missing, in one finding."""
        there = {*target.mapping("metadata", "labels"), *target.mapping("metadata", "annotations")}
        missing = [key for key in self.options.labels if key not in there]
        if missing:
            node = target.at("metadata", "name") or target
            yield self.finding(node, f"{target.kind} '{target.name}' lacks {', '.join(map(repr, missing))}")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata:
              name: shop
              #     ^^^^ AppProject 'shop' lacks 'app.kubernetes.io/managed-by', 'owner'
              namespace: argocd
              labels: {app.kubernetes.io/name: shop}
            spec: {}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata:
              name: shop
              namespace: argocd
              labels: {app.kubernetes.io/name: shop, app.kubernetes.io/managed-by: argocd}
              annotations: {owner: shop@acme.example}
            spec: {}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd, labels: {team: shop}}
            spec: {}
            """,
            options={"labels": ["team"]},
            title="labels of one's own",
        ),
    )
