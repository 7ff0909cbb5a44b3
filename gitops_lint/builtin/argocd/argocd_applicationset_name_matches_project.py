"""Rule: ApplicationSet has another name than its project."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Rule, Severity


class ArgocdApplicationsetNameMatchesProject(Rule[ApplicationSet]):
    """Where each team has one project and one ApplicationSet, both carry the team's name; this set makes Applications of a
    project with another name.

    In no profile, for most projects hold several sets.

    **When to allow it.**  The project holds several sets.
    """

    summary = "ApplicationSet has another name than its project"
    severity = Severity.INFO
    tags = frozenset({"argocd", "naming"})
    aliases = ("kyverno:applicationset-name-matches-project",)

    def check(self, target: ApplicationSet) -> Iterator[Occurrence]:
        """The project, if it is written in the template and another name."""
        node = target.at("spec", "template", "spec", "project")
        if node is None or not isinstance(node.value, str) or "{{" in node.value:
            return
        if node.value != target.name:
            yield self.finding(node, f"ApplicationSet '{target.name}' belongs to project '{node.value}'")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: checkout, namespace: argocd}
            spec:
              generators: [{list: {elements: [{env: prod}]}}]
              template:
                metadata: {name: "shop-{{env}}"}
                spec:
                  project: shop
                  #        ^^^^ ApplicationSet 'checkout' belongs to project 'shop'
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "shop/{{env}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shop, namespace: argocd}
            spec:
              generators: [{list: {elements: [{env: prod}]}}]
              template:
                metadata: {name: "shop-{{env}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "shop/{{env}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: checkout, namespace: argocd}
            spec:
              generators: [{list: {elements: [{team: shop}]}}]
              template:
                metadata: {name: "checkout-{{team}}"}
                spec:
                  project: "{{team}}"
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="the generator decides",
        ),
    )
