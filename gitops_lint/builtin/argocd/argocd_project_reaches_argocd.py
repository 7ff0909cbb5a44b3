"""Rule: a project's Applications may write where Argo CD is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.destinations import IN_CLUSTER_NAME, IN_CLUSTER_SERVER
from gitops_lint.argocd.project import Project, destination_permission, read_project, resource_permission
from gitops_lint.builtin.argocd._tree import deployed_by, sets_up_argocd
from gitops_lint.rule import Application, AppProject, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.values import replace

_WIDE = ("*", "**")
_POWERFUL = (("argoproj.io", "Application"), ("argoproj.io", "AppProject"), ("", "ConfigMap"), ("", "Secret"))


class ArgocdProjectReachesArgocd(Rule[AppProject]):
    """The project permits the namespace that Argo CD is in.  Whoever can push to one of its sources can put an Application
    of any other project there, a project that permits everything, or another `argocd-rbac-cm`: the limits of all
    projects are gone (`docs/operator-manual/cluster-bootstrapping.md` calls it admin-level).

    Deny it with one more entry, `{server: https://kubernetes.default.svc, namespace: "!argocd"}`.

    Not meant is a project with an Application that deploys into that namespace, which is why it is permitted, and one
    that permits every namespace of every cluster, of which `argocd-project-too-broad` tells.

    **When to allow it.**  The platform team's own project, whose Applications are all in other repositories.
    """

    summary = "AppProject permits Argo CD's own namespace without need"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "security"})

    def check(self, target: AppProject, repo: Repository) -> Iterator[Occurrence]:
        """The entry that permits it, if the project's Applications are known and none needs it."""
        home, project = target.namespace, read_project(target.value)
        applications = repo.once(_by_project).get(project.name, ())
        if repo.config.argocd.managed or not home or not applications or not _is_permitted(project, home, repo):
            return
        if any(_is_used(application, home, repo) for application in applications):
            return
        for index, entry in enumerate(project.destinations):
            everywhere = (entry.server in _WIDE or entry.name in _WIDE) and entry.namespace in _WIDE
            alone = replace(project, destinations=(entry,))
            if not everywhere and not entry.namespace.startswith("!") and _is_permitted(alone, home, repo):
                node = target.at("spec", "destinations", index) or target
                yield self.finding(
                    node.at("namespace") or node,
                    f"project '{project.name}' permits '{home}', the namespace of Argo CD, and no Application of it needs that",
                )
                return

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: "*"}]
              #                                                                  ^^^ project 'shop' permits 'argocd', the namespace of Argo CD, and no Application of it needs that
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: deploy}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations:
                - {server: https://kubernetes.default.svc, namespace: "!argocd"}
                - {server: https://kubernetes.default.svc, namespace: "*"}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: platform, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/platform.git"]
              destinations: [{server: https://kubernetes.default.svc, namespace: "*"}]
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: deploy}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: root, namespace: argocd}
            spec:
              project: platform
              destination: {server: https://kubernetes.default.svc, namespace: argocd}
              source: {repoURL: "https://github.com/acme/platform.git", targetRevision: v1.2.0, path: apps}
            """,
            title="denied, and needed",
        ),
    )


def _is_permitted(project: Project, home: str, repo: Repository) -> bool:
    """Whether its Applications may deploy there what gives rights, for certain."""
    here = (IN_CLUSTER_SERVER, IN_CLUSTER_NAME)
    permission = destination_permission(project, here, home, repo.config.argocd.version)
    return bool(permission) and any(resource_permission(project, *kind, "x", namespaced=True) for kind in _POWERFUL)


def _is_used(application: Application, home: str, repo: Repository) -> bool:
    """Whether an Application deploys to the namespace, or brings Applications."""
    deployable = deployed_by(application, repo)
    objects = deployable.resources if deployable is not None else ()
    return read_application(application.value).destination.namespace == home or any(
        item.namespace == home or sets_up_argocd(item) for item in objects
    )


def _by_project(repo: Repository) -> Mapping[str, Sequence[Application]]:
    found: dict[str, list[Application]] = defaultdict(list)
    for application in repo.applications:
        found[read_application(application.value).project].append(application)
    return found
