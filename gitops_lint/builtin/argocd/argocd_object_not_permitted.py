"""Rule: project does not permit an object that the Application deploys."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.plain import is_open
from gitops_lint.argocd.project import Permission, Project, destination_permission, resource_permission
from gitops_lint.builtin.argocd._projects import forbidden, permitting, registered, scoped_clusters
from gitops_lint.builtin.argocd._scopes import scope_of
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.rule import Application, Bad, Deployable, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdObjectNotPermitted(Rule[Application]):
    """Argo CD asks the AppProject for every object: its kind, and the namespace it goes to.  One that is not permitted fails
    the sync.

    A project without `clusterResourceWhitelist` permits no cluster-wide kind at all, not even Namespace
    (`argocd-create-namespace-not-permitted` tells of the one that Argo CD makes itself).  The lists of global projects
    (`globalProjects` in `argocd-cm`) are added to those of the projects they are for.

    **When to allow it.**  Never.
    """

    summary = "project does not permit an object of the Application"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Each kind and each namespace once."""
        deployable = deployed_by(target, repo)
        project = target.text("spec", "project") or "default"
        if deployable is None or is_open(project):
            return
        kinds: dict[tuple[str, str], Resource] = {}
        namespaces: dict[str, Resource] = {}
        for resource in deployable.resources:
            if resource.kind and not resource.kind.endswith("List"):
                kinds.setdefault((resource.group, resource.kind), resource)
                if scope_of(resource, repo) and resource.namespace and resource.namespace != deployable.namespace:
                    namespaces.setdefault(resource.namespace, resource)
        yield from self._kinds(target, repo, project, deployable, kinds)
        yield from self._namespaces(target, repo, project, deployable, namespaces)

    def _kinds(
        self,
        target: Application,
        repo: Repository,
        name: str,
        deployable: Deployable,
        kinds: dict[tuple[str, str], Resource],
    ) -> Iterator[Occurrence]:
        for (group, kind), resource in kinds.items():
            scope = scope_of(resource, repo)

            def judge(project: Project, resource: Resource = resource, scope: bool | None = scope) -> Permission:
                scopes = (True, False) if scope is None else (scope,)
                verdicts = [
                    resource_permission(project, resource.group, resource.kind, resource.name, namespaced)
                    for namespaced in scopes
                ]
                return next((verdict for verdict in verdicts if verdict.allowed is not False), verdicts[-1])

            found = forbidden(repo, name, deployable.instance, judge)
            if found is not None:
                key = "namespaceResourceWhitelist" if scope else "clusterResourceWhitelist"
                message = f"resource {group}:{kind} is not permitted in project {name}"
                related = [(resource, "this object"), *permitting(*found, key)]
                yield self.finding(target.at("spec", "project") or target, message, related=related)

    def _namespaces(
        self,
        target: Application,
        repo: Repository,
        name: str,
        deployable: Deployable,
        namespaces: dict[str, Resource],
    ) -> Iterator[Occurrence]:
        server, called = (target.text("spec", "destination", key) or "" for key in ("server", "name"))
        cluster = registered(repo, server, called)
        scoped = scoped_clusters(repo, name)
        version = repo.config.argocd.version
        for namespace, resource in namespaces.items():

            def judge(project: Project, namespace: str = namespace) -> Permission:
                return destination_permission(project, cluster, namespace, version, scoped or None)

            found = None if is_open(namespace) else forbidden(repo, name, deployable.instance, judge)
            if found is not None:
                message = f"namespace {namespace} is not permitted in project '{name}'"
                related = [(resource, "this object"), *permitting(*found, "destinations")]
                yield self.finding(target.at("spec", "project") or target, message, related=related)

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      #        ^^^^ resource rbac.authorization.k8s.io:ClusterRole is not permitted in project shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "projects/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                    """,
                "shop/role.yaml": """
                    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: shop}, rules: []}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      #        ^^^^ namespace billing is not permitted in project 'shop'
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "projects/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: billing}}
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
                "projects/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                    """,
                "shop/settings.yaml": """
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
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "projects/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
                      clusterResourceWhitelist: [{group: rbac.authorization.k8s.io, kind: ClusterRole}]
                    """,
                "shop/role.yaml": """
                    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: shop}, rules: []}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/basics.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: basics, namespace: argocd}
                    spec:
                      project: platform
                      destination: {name: tooling, namespace: basics}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: basics}
                    """,
                "projects/platform.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: platform, namespace: argocd}
                    spec:
                      sourceRepos: ["https://github.com/acme/*"]
                      destinations: [{name: tooling, namespace: "*"}]
                    """,
                "basics/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: node-agent}}
                    """,
            },
            config={
                "repositories": {"https://github.com/acme/deploy": "."},
                "clusters": {"tooling": {"server": "https://kubernetes.default.svc"}},
            },
            title="the cluster that Argo CD runs in, by the name it is registered with",
        ),
    )
