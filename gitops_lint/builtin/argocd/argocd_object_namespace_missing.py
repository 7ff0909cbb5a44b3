"""Rule: object has no namespace and the destination gives none."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._scopes import scope_of
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity


class ArgocdObjectNamespaceMissing(Rule[Application]):
    """`spec.destination.namespace` is empty, and so is the namespace of an object that needs one: Argo CD says
    `Namespace for … is missing` and syncs nothing.

    **When to allow it.**  Never.
    """

    summary = "object has no namespace and the destination gives none"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-lint:AR003",)

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The first object of each kind."""
        deployable = deployed_by(target, repo)
        if deployable is None or deployable.namespace:
            return
        seen: set[tuple[str, str]] = set()
        for resource in deployable.resources:
            kind = (resource.group, resource.kind)
            if resource.namespace or kind in seen or not resource.kind or resource.kind.endswith("List"):
                continue
            if scope_of(resource, repo):
                seen.add(kind)
                message = f"destination has no namespace, and {resource.kind} '{resource.name}' has none either"
                node = target.at("spec", "destination") or target
                yield self.finding(node, message, related=[(resource, "this object")])

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc}
                    # ^^^^^^^^^^^ destination has no namespace, and ConfigMap 'settings' has none either
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/web.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
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
                      destination: {server: https://kubernetes.default.svc}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/web.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}}
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
                "shop/web.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
