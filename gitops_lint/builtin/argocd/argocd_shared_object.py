"""Rule: two Applications deploy one object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.argocd.instance import root_of
from gitops_lint.builtin.argocd._specs import place_of
from gitops_lint.builtin.argocd._tree import cluster_key
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import is_hook


class ArgocdSharedObject(Rule[Resource]):
    """Two Applications hold an object of the same kind, namespace and name for the same cluster: each claims it from the other,
    both are OutOfSync in turn, and deleting one deletes the object of the other (`SharedResourceWarning`).

    **When to allow it.**  Never; let one of the two own it.
    """

    summary = "two Applications deploy one object"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability", "sync"})
    deployed = True
    aliases = ("argocd-source-lint:double-coverage",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The object, if an earlier Application has it already, and the same object of every other Application."""
        copies = repo.once(_copies).get(_key(target), ())
        if not copies or _owner(copies[0]) == _owner(target):
            return
        others = {_owner(each): each for each in reversed(copies) if _owner(each) != _owner(target)}
        message = f"{target.kind} is deployed by another Application too"
        # Files in one folder may be for several instances, each with an in-cluster destination of its own.
        root = root_of(target)
        unsure = root is None or root.kind in ("folder", "chart")
        yield self.finding(
            target.at("metadata", "name") or target,
            message,
            related=[(each, f"deployed by Application '{owner}'") for owner, each in sorted(others.items())],
            confidence=Confidence.MEDIUM if unsure else None,
        )

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "apps/store.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: store, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: store}
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
                "store/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: b}}
                    #                                                  ^^^^^^^^ ConfigMap is deployed by another Application too
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "apps/store.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: store, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: store}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: store}
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
                "store/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="two namespaces",
        ),
    )


def _copies(repo: Repository) -> Mapping[object, Sequence[Resource]]:
    """The objects that Applications deploy, under what makes two of them one; in an order that stays."""
    found: dict[object, list[Resource]] = {}
    for resource in sorted(repo.resources, key=lambda item: (place_of(item), _owner(item))):
        key = _key(resource)
        if key is not None:
            found.setdefault(key, []).append(resource)
    return found


def _key(resource: Resource) -> object:
    deployable = resource.deployable
    if deployable is None or deployable.application is None or not resource.get("metadata", "name"):
        return None
    if is_hook(resource.value):
        return None
    cluster = cluster_key(deployable, deployable.application)
    return None if cluster is None else (cluster, resource.identity)


def _owner(resource: Resource) -> str:
    """Namespace and name of the Application that deploys it."""
    return resource.deployable.name if resource.deployable is not None else ""
