"""Rule: objects are applied without validation."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdSyncValidationDisabled(Rule[Resource]):
    """`Validate=false` is `kubectl apply --validate=false`: misspelt fields are dropped without a word.

    Take the option away, and write it as an annotation on the one object that needs it.

    **When to allow it.**  For a single object whose schema is known to be wrong, by its annotation.
    """

    summary = "sync without validation"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    aliases = ("argocd-source-lint:sync-validation-disabled",)
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The Application's options; an object's own annotation is a decision."""
        for root in specs(target, repo):
            for node in root.items("spec", "syncPolicy", "syncOptions"):
                if node.value == "Validate=false":
                    yield self.finding(node, "Validate=false switches off the validation of every object")

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
              syncPolicy: {syncOptions: [Validate=false]}
              #                          ^^^^^^^^^^^^^^ Validate=false switches off the validation of every object
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
              syncPolicy: {syncOptions: [Validate=true]}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {argocd.argoproj.io/sync-options: Validate=false}}
            """,
        ),
    )
