"""Which AppProjects an Application may mean, and what they permit, as far as files tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.destinations import IN_CLUSTER_NAME, IN_CLUSTER_SERVER
from gitops_lint.argocd.globalprojects import KEY, global_names, merged, named_in
from gitops_lint.argocd.globs import glob
from gitops_lint.argocd.instance import settings_of_instance
from gitops_lint.argocd.project import DEFAULT_PROJECT, Permission, Project, read_project
from gitops_lint.argocd.secrets import ArgocdSecret, argocd_secret
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.finding import Pointer
from gitops_lint.rule import AppProject, Node, Repository
from gitops_lint.values import dataclass, replace

_ANY = "*"  # to a project every repository; among names of projects, any


@dataclass(frozen=True, slots=True)
class Effective:
    """A project as Argo CD applies it: with its global projects, and with the repositories that belong to it."""

    project: Project
    resources: tuple[AppProject, ...]  #: its own, then those of its global projects, in the order of the entries

    def at(self, pointer: Pointer, name: str) -> Node | None:
        """The place of an entry, in whichever project wrote it; ``name`` is the list where there is no entry."""
        if len(pointer) == 3 and isinstance(pointer[2], int):
            index = pointer[2]
            for resource in self.resources:
                entries = resource.get(*pointer[:2])
                count = len(entries) if isinstance(entries, list) else 0
                if index < count:
                    return resource.at(*pointer[:2], index)
                index -= count
        return next(
            (resource.at(*pointer) or resource.at("spec", name) or resource for resource in self.resources), None
        )


def projects_named(repo: Repository, name: str) -> tuple[AppProject, ...]:
    """All projects of that name: one for each Argo CD instance, perhaps."""
    return repo.once(_by_name).get(name, ())


def project_may_exist(repo: Repository, name: str) -> bool:
    """Whether a project is in the repository, or may be for all that files tell."""
    if projects_named(repo, name) or name in repo.once(_written):
        return True
    external = any(item.kind == "AppProject" and glob(item.name, name) for item in repo.config.external)
    return external or repo.once(_made_by_chart)


def projects_of(repo: Repository, name: str, instance: str) -> tuple[AppProject, ...]:
    """The projects that an Application of an instance may mean: the instance's own, else all of that name."""
    named = projects_named(repo, name)
    own = [item for item in named if item.deployable is not None and item.deployable.instance == instance]
    return tuple(own) or named


def forbidden(
    repo: Repository, name: str, instance: str, judge: Callable[[Project], Permission]
) -> tuple[Effective, Permission] | None:
    """The project and what forbids it, if every project that may be meant forbids; None where one permits or may."""
    found: tuple[Effective, Permission] | None = None
    for effective in repo.once(_effective, name, instance):
        permission = judge(effective.project) if effective is not None else Permission(None)
        if effective is None or permission.allowed is not False:
            return None
        found = found or (effective, permission)
    return found


def global_projects(repo: Repository) -> frozenset[str]:
    """The projects that are global to others, in whatever instance."""
    instances = dict.fromkeys(item.instance for item in repo.deployables)
    texts = {text for name in instances for text in repo.once(settings_of_instance, name).cm.every(KEY)}
    return frozenset(name for text in texts for name in named_in(text or ""))


def scoped_clusters(repo: Repository, name: str) -> tuple[tuple[str, str], ...]:
    """Server and name of the clusters that belong to a project."""
    return tuple((cluster.server, cluster.name) for cluster in repo.clusters.values() if cluster.project == name)


def registered(repo: Repository, server: str, name: str) -> tuple[str | None, str | None]:
    """Server and name of the registered cluster that a destination means, None for what files do not tell.

    A Secret may give the cluster that Argo CD runs in another name; ours for it need not be that one.
    """
    if server == IN_CLUSTER_SERVER or name == IN_CLUSTER_NAME:
        renamed = any(each.declared and each.server == IN_CLUSTER_SERVER for each in repo.clusters.values())
        return IN_CLUSTER_SERVER, None if renamed and name != IN_CLUSTER_NAME else IN_CLUSTER_NAME
    for cluster in repo.clusters.values():
        if cluster.declared and ((name and cluster.name == name) or (server and cluster.server == server)):
            return cluster.server or None, cluster.name or None
    return server or None, name or None


def permitting(effective: Effective, permission: Permission, key: str) -> list[tuple[Node, str]]:
    """The place in the project that decides, as something related."""
    node = effective.at(permission.entry or ("spec", key), key)
    return [(node, "the project decides here")] if node is not None else []


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


def _effective(repo: Repository, name: str, instance: str) -> tuple[Effective | None, ...]:
    """Every project that may be meant; None for one whose global projects are not known."""
    made = projects_of(repo, name, instance)
    built_in = () if made or name != "default" else (None,)
    settings = repo.once(settings_of_instance, instance).cm.every(KEY)
    texts = {text or "" for text in settings}
    return tuple(_with_globals(repo, resource, instance, text) for resource in (*made, *built_in) for text in texts)


def _with_globals(repo: Repository, resource: AppProject | None, instance: str, setting: str) -> Effective | None:
    project = read_project(resource.value) if resource is not None else DEFAULT_PROJECT
    resources = [resource] if resource is not None else []
    for name in global_names(setting, project.name, resource.labels if resource is not None else {}):
        found = projects_of(repo, name, instance)
        if len({repr(item.get("spec")) for item in found}) != 1:
            return None
        project = merged(project, read_project(found[0].value))
        resources.append(found[0])
    scoped = repo.once(_scoped)
    own = (*project.source_repos, *scoped.get(project.name, ()), *scoped.get(_ANY, ()))
    return Effective(replace(project, source_repos=own), tuple(resources))


def _scoped(repo: Repository) -> Mapping[str, list[str]]:
    """The repositories whose Secret names a project, which count as permitted; what is hidden may be any."""
    scoped: dict[str, list[str]] = defaultdict(list)
    for secret in argocd_secrets(repo):
        if secret.type == "repository" and secret.fields.get("project", "") != "":
            project = _ANY if secret.hides("project") else secret.text("project")
            scoped[project].append(_ANY if secret.hides("url") else secret.text("url"))
    return scoped


def _written(repo: Repository) -> frozenset[object]:
    """The projects of every file, also of kustomizations that lead to what is remote and cannot be built."""
    values = [item.value for item in repo.documents if isinstance(item.value, dict)]
    projects = [value.get("metadata") for value in values if value.get("kind") == "AppProject"]
    return frozenset(str(metadata.get("name")) for metadata in projects if isinstance(metadata, dict))


def _made_by_chart(repo: Repository) -> bool:
    """Whether projects come out of the chart ``argocd-apps``, and nobody has rendered it."""
    return any(
        deployable.not_checked and any(source.chart == "argocd-apps" for source in read_application(app.value).sources)
        for app in repo.applications
        if (deployable := deployed_by(app, repo)) is not None
    )
