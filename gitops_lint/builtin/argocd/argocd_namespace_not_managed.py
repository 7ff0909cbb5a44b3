"""Rule: Argo CD is kept to some namespaces of a cluster, and an Application deploys outside of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.argocd.plain import is_open
from gitops_lint.builtin.argocd._projects import argocd_secrets
from gitops_lint.builtin.argocd._scopes import scope_of
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Resource, Rule, Severity

Limit = tuple[frozenset[str], bool]
"""The namespaces of a cluster that Argo CD looks at, and whether at what belongs to no namespace too."""


class ArgocdNamespaceNotManaged(Rule[Application]):
    """The Secret of the cluster has `namespaces`, which keeps Argo CD to these, and the Application deploys an object into another
    namespace; or one that belongs to no namespace, without `clusterResources: "true"`.  Argo CD then compares and syncs
    nothing of the whole Application (`GetManagedLiveObjs` in the cache of gitops-engine).

    Namespaces are compared as they are written: there are no patterns.

    **When to allow it.**  The Secret in the cluster is another one.
    """

    summary = "object outside of the namespaces that Argo CD manages in the cluster"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The first object of each namespace, and of each kind without one."""
        deployable = deployed_by(target, repo)
        if deployable is None or not deployable.cluster.declared:
            return
        limits = repo.once(_limits).get((deployable.cluster.name, deployable.cluster.server), [])
        if not limits or any(not namespaces for namespaces, _ in limits):
            return
        managed, wide = frozenset().union(*(names for names, _ in limits)), any(wide for _, wide in limits)
        seen: set[tuple[str, str]] = set()
        for resource in deployable.resources:
            message, key = _outside(resource, scope_of(resource, repo), deployable.namespace, managed, wide)
            if message and key not in seen:
                seen.add(key)
                node = target.at("spec", "destination") or target
                yield self.finding(node, message, related=[(resource, "this object")])

    examples = (
        Bad(
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                    # ^^^^^^^^^^^ namespace "monitoring" for ConfigMap "settings" is not managed
                    # ^^^^^^^^^^^ cluster level ClusterRole "shop" can not be managed when in namespaced mode
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "prod.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    stringData: {name: prod, server: "https://prod.example", namespaces: "shop, shop-jobs"}
                    """,
                "shop/objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings, namespace: monitoring}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata: {name: shop}
                    rules: []
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "prod.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    stringData: {name: prod, server: "https://prod.example", namespaces: "shop, shop-jobs", clusterResources: "true"}
                    """,
                "shop/objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings, namespace: shop-jobs}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata: {name: shop}
                    rules: []
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "prod.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    stringData: {name: prod, server: "https://prod.example", namespaces: "shop, shop-jobs"}
                    """,
                "shop/objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _outside(
    resource: Resource, namespaced: bool | None, destination: str, managed: frozenset[str], wide: bool
) -> tuple[str, tuple[str, str]]:
    """Upstream's message, empty for what Argo CD manages, and what to say it once for."""
    if namespaced is False and not wide:
        message = f'cluster level {resource.kind} "{resource.name}" can not be managed when in namespaced mode'
        return message, ("", f"{resource.group}/{resource.kind}")
    namespace = resource.namespace or destination
    if namespaced and namespace and namespace not in managed and not is_open(namespace):
        return f'namespace "{namespace}" for {resource.kind} "{resource.name}" is not managed', (namespace, "")
    return "", ("", "")


def _limits(repo: Repository) -> Mapping[tuple[str, str], list[Limit]]:
    """What the Secrets of each cluster say; no namespaces at all where one is for the whole cluster or hides it."""
    found: dict[tuple[str, str], list[Limit]] = {}
    for secret in argocd_secrets(repo):
        if secret.type == "cluster":
            text = secret.text("namespaces")
            unknown = secret.hides("namespaces") or secret.hides("clusterResources") or is_open(text)
            names = frozenset() if unknown else frozenset(part.strip() for part in text.split(",") if part.strip())
            key = (secret.text("name") or secret.name, secret.text("server").rstrip("/"))
            found.setdefault(key, []).append((names, secret.text("clusterResources") == "true"))
    return found
