"""Rule: two manifests of one object in an Application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.references.repository import namespace_of
from gitops_lint.rule import Bad, Deployable, Good, Occurrence, Repository, Resource, Rule, Severity


class DuplicateObject(Rule[Resource]):
    """Two manifests of an Application are of one object: Argo CD applies the last one and shows the condition
    `RepeatedResourceWarning`. Which one that is depends on the order of the files.

    **When to allow it.**  Never; one of the two is dead.
    """

    summary = "two manifests of one object in an Application"
    severity = Severity.WARNING
    tags = frozenset({"references", "reliability"})
    deployed = True

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The object, if another one of the same deployable has its identity and comes before it."""
        deployable = target.deployable
        if (
            deployable is None
            or deployable.application is None
            or not target.name
            or target.get("metadata", "name") is None
        ):
            return
        same = repo.once(_identities, deployable)[_identity(target)]
        if len(same) > 1 and same[0] is not target:
            message = f"{target.kind} '{target.name}' is there twice; Argo CD applies the last one"
            yield self.finding(target, message, related=[(same[0], "the first one")])

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/a.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data: {MODE: fast}
                    """,
                "shop/b.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    #       ^^^^^^^^ ConfigMap 'settings' is there twice; Argo CD applies the last one
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/a.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data: {MODE: fast}
                    """,
                "shop/b.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      namespace: other
                    data: {MODE: fast}
                    """,
            },
        ),
    )


def _identity(item: Resource) -> tuple[str, str, str, str]:
    return item.group, item.kind, namespace_of(item), item.name


def _identities(repo: Repository, deployable: Deployable) -> Mapping[tuple[str, str, str, str], list[Resource]]:
    found: dict[tuple[str, str, str, str], list[Resource]] = {}
    for item in deployable.resources:
        found.setdefault(_identity(item), []).append(item)
    return found
