"""Rule: name of an Application says nothing of its team."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Application, Bad, Good, Occurrence, Rule, Severity


class ArgocdApplicationNamePrefix(Rule[Application]):
    """The name of the Application begins with none of the prefixes that the configuration lists, so nobody sees whose it is.

    Nothing is reported until the list is set:

    ```yaml
    rules:
      argocd-application-name-prefix: {prefixes: [shop-, data-, platform-]}
    ```

    **When to allow it.**  The Application belongs to everybody.
    """

    summary = "name of an Application has none of the agreed prefixes"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "naming"})
    aliases = ("argocd-lint:RGC001",)

    class Options:
        """Options of the rule; an empty list asks nothing."""

        prefixes: tuple[str, ...] = ()  #: beginnings of names, one of which must fit

    def check(self, target: Application) -> Iterator[Occurrence]:
        """The name, if it begins with none of them."""
        prefixes = tuple(self.options.prefixes)
        if prefixes and target.name and not target.name.startswith(prefixes):
            node = target.at("metadata", "name") or target
            yield self.finding(node, f"name '{target.name}' has none of the agreed prefixes")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: checkout
              #     ^^^^^^^^ name 'checkout' has none of the agreed prefixes
              namespace: argocd
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            options={"prefixes": ["shop-", "data-"]},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop-checkout, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            options={"prefixes": ["shop-", "data-"]},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: checkout, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="no list, no finding",
        ),
    )
