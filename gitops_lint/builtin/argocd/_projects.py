"""Which AppProjects an Application may mean, and what they permit, as far as files tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from gitops_lint.argocd.destinations import IN_CLUSTER_NAME, IN_CLUSTER_SERVER
from gitops_lint.argocd.project import DEFAULT_PROJECT, Permission, Project, read_project
from gitops_lint.argocd.secrets import ArgocdSecret, argocd_secret
from gitops_lint.rule import AppProject, Node, Repository
from gitops_lint.values import replace

_ANY = "*"  # to a project every repository; among names of projects, any


def projects_named(repo: Repository, name: str) -> tuple[AppProject, ...]:
    """All projects of that name: one for each Argo CD instance, perhaps."""
    return repo.once(_by_name).get(name, ())


def forbidden(
    repo: Repository, name: str, judge: Callable[[Project], Permission]
) -> tuple[AppProject | None, Permission] | None:
    """The project and what forbids it, if every project of that name forbids; None where one permits or may.

    A global project in `argocd-cm` may permit more, so that nothing is certain then.
    """
    if repo.once(_has_global_projects):
        return None
    named = projects_named(repo, name)
    if not named:
        permission = judge(DEFAULT_PROJECT) if name == "default" else Permission(None)
        return (None, permission) if permission.allowed is False else None
    found: tuple[AppProject | None, Permission] | None = None
    for resource in named:
        permission = judge(repo.once(_completed)[id(resource)])
        if permission.allowed is not False:
            return None
        found = found or (resource, permission)
    return found


def scoped_clusters(repo: Repository, name: str) -> tuple[tuple[str, str], ...]:
    """Server and name of the clusters that belong to a project."""
    return tuple((cluster.server, cluster.name) for cluster in repo.clusters.values() if cluster.project == name)


def is_open(text: str) -> bool:
    """Whether somebody fills it in later."""
    return "{{" in text or "$" in text or "<" in text


def registered(repo: Repository, server: str, name: str) -> tuple[str | None, str | None]:
    """Server and name of a registered cluster, None for what files do not tell."""
    if server == IN_CLUSTER_SERVER or name == IN_CLUSTER_NAME:
        return IN_CLUSTER_SERVER, IN_CLUSTER_NAME
    for cluster in repo.clusters.values():
        if cluster.declared and ((name and cluster.name == name) or (server and cluster.server == server)):
            return cluster.server or None, cluster.name or None
    return server or None, name or None


def permitting(project: AppProject | None, permission: Permission, key: str) -> list[tuple[Node, str]]:
    """The place in the project that decides, as something related."""
    if project is None:
        return []
    node = project.at(*permission.entry) if permission.entry else None
    return [(node or project.at("spec", key) or project, "the project decides here")]


def argocd_secrets(repo: Repository) -> Iterator[ArgocdSecret]:
    """The Secrets that name clusters and repositories, as they are in git or as an operator makes them."""
    made = (("", "Secret"), ("external-secrets.io", "ExternalSecret"), ("bitnami.com", "SealedSecret"))
    for group, kind in made:
        for resource in repo.of_kind(group, kind):
            yield from argocd_secret(resource.value)


def _by_name(repo: Repository) -> Mapping[str, tuple[AppProject, ...]]:
    found: dict[str, list[AppProject]] = defaultdict(list)
    for project in repo.projects:
        found[project.name].append(project)
    return {name: tuple(projects) for name, projects in found.items()}


def _completed(repo: Repository) -> Mapping[int, Project]:
    """Each project with the repositories whose Secret names it, which count as permitted; what is hidden may be any."""
    scoped: dict[str, list[str]] = defaultdict(list)
    for secret in argocd_secrets(repo):
        if secret.type == "repository" and secret.fields.get("project", "") != "":
            project = _ANY if secret.hides("project") else secret.text("project")
            scoped[project].append(_ANY if secret.hides("url") else secret.text("url"))
    completed = {}
    for resource in repo.projects:
        read = read_project(resource.value)
        own = (*read.source_repos, *scoped[read.name], *scoped[_ANY])
        completed[id(resource)] = replace(read, source_repos=own)
    return completed


def _has_global_projects(repo: Repository) -> bool:
    settings = (resource for resource in repo.of_kind("", "ConfigMap") if resource.name == "argocd-cm")
    return any(resource.text("data", "globalProjects") for resource in settings)
