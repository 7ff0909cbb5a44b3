"""Rule: project does not permit the namespace that Argo CD is asked to make."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.plain import is_open
from gitops_lint.argocd.project import resource_permission
from gitops_lint.builtin.argocd._projects import forbidden, permitting
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.references.provisions import always_exists
from gitops_lint.references.repository import is_external
from gitops_lint.references.values import Reference
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.syncplan.deployed import sync_plan


class ArgocdCreateNamespaceNotPermitted(Rule[Application]):
    """`CreateNamespace=true` makes a Namespace, which the project has to permit like every cluster-wide object; this one does not,
    and the first sync fails.  Where the namespace is there already nothing is made, until somebody sets up a new cluster.

    Add `{group: "", kind: Namespace}` to `clusterResourceWhitelist`, or let another Application make the namespace.

    **When to allow it.**  Somebody else makes the namespace, always before; then take the option out.
    """

    summary = "project does not permit the namespace that Argo CD is to make"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The option, if nothing in the repository makes the namespace instead; an error where it is always applied."""
        options = target.items("spec", "syncPolicy", "syncOptions")
        option = next((node for node in options if node.value == "CreateNamespace=true"), None)
        deployable = deployed_by(target, repo) if option is not None else None
        project = target.text("spec", "project") or "default"
        if option is None or deployable is None or is_open(project):
            return
        name = deployable.namespace
        if not name or is_open(name) or name == target.namespace or _is_there(name, repo):
            return
        if not any(task.created for task in repo.once(sync_plan, deployable).tasks):
            return
        found = forbidden(
            repo, project, deployable.instance, lambda known: resource_permission(known, "", "Namespace", name, False)
        )
        if found is not None:
            applied = target.get("spec", "syncPolicy", "managedNamespaceMetadata") is not None
            yield self.finding(
                option,
                f"resource :Namespace is not permitted in project {project}",
                severity=Severity.ERROR if applied else None,
                related=permitting(*found, "clusterResourceWhitelist"),
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
                      syncPolicy:
                        syncOptions: [CreateNamespace=true]
                        #             ^^^^^^^^^^^^^^^^^^^^ resource :Namespace is not permitted in project shop
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
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
                      syncPolicy: {syncOptions: [CreateNamespace=true]}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                      clusterResourceWhitelist: [{group: "", kind: Namespace}]
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
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
                      syncPolicy: {syncOptions: [CreateNamespace=true]}
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                    """,
                "namespaces/shop.yaml": "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n",
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="somebody else makes the namespace",
        ),
    )


def _is_there(name: str, repo: Repository) -> bool:
    """Whether the namespace exists without Argo CD's help: in every cluster, by the configuration, or from the repository."""
    known = always_exists("", "Namespace", "", name) or is_external(repo, Reference("", "", "Namespace", name, ""), "")
    return known or any(item.name == name for item in repo.of_kind("", "Namespace"))
