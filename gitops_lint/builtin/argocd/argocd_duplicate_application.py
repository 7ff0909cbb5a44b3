"""Rule: two Applications have one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from gitops_lint.builtin.argocd._specs import place_of
from gitops_lint.builtin.argocd._tree import instance_of
from gitops_lint.rule import Application, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity

Key = tuple[object, str, str]


class ArgocdDuplicateApplication(Rule[Application]):
    """Two Applications of one Argo CD have the same namespace and name: the one applied last wins, and two parents that
    bring them undo each other for ever.

    Compared are those that come from one root; the same name under `clusters/dev` and `clusters/prod` is none.

    **When to allow it.**  Only one of the two files is ever applied.
    """

    summary = "two Applications have one name"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:duplicate-application-name", "argocd-lint:AR011")

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """All but the first of each name."""
        twins = repo.once(_by_name)[_key(target)]
        first = twins[0]
        if target is first or target.value == first.value:
            return
        deployable = target.deployable
        if deployable is not None and deployable is first.deployable and deployable.kind == "applicationset":
            return  # a name collision within a set has a rule of its own
        lone = deployable is None or deployable.kind == "folder"
        node = target.at("metadata", "name") or target
        message = f"another Application is named '{target.name}' too"
        confidence = Confidence.MEDIUM if lone else None
        yield self.finding(node, message, related=[(first, "the other one")], confidence=confidence)

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
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            #                ^^^^ another Application is named 'shop' too
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: store}
            """,
        ),
        Good(
            files={
                "clusters/dev/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
                    """,
                "clusters/prod/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: store}
                    """,
            },
            title="two instances",
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
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: store, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
    )


def _by_name(repo: Repository) -> Mapping[Key, list[Application]]:
    found: dict[Key, list[Application]] = defaultdict(list)
    for application in sorted(repo.applications, key=place_of):
        found[_key(application)].append(application)
    return found


def _key(application: Application) -> Key:
    return instance_of(application), application.namespace, application.name
