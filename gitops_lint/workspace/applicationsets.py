"""ApplicationSets, expanded: every Application they generate is a full one, with its origin in the template."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.argocd.destinations import Clusters
from gitops_lint.argocd.world import Where
from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Origin
from gitops_lint.render.request import Rendered
from gitops_lint.settings import Config
from gitops_lint.source.mounted import MountedTree
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    # Most runs meet no ApplicationSet and need not pay for a template engine.
    from gitops_lint.argocd.applicationset.environment import Environment
    from gitops_lint.argocd.applicationset.expand import Expansion

TEMPLATE: Pointer = ("spec", "template")


@dataclass(frozen=True, slots=True)
class FromTemplate:
    """The origin of a generated Application: the same place in the set's template, where it has one."""

    template: Origin
    value: Any  #: the ApplicationSet

    @property
    def first(self) -> Cause:
        """The template."""
        return self.template.trace(self._known(TEMPLATE))[0]

    @property
    def chain(self) -> tuple[Cause, ...]:
        """What led to the ApplicationSet."""
        return self.template.chain

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The template's value, or the nearest one above it that is written."""
        return self.template.trace(self._known(TEMPLATE + pointer))

    def _known(self, pointer: Pointer) -> Pointer:
        value = self.value
        for depth, part in enumerate(pointer):
            inside = isinstance(value, dict) and part in value
            if not inside and not (isinstance(value, list) and isinstance(part, int) and part < len(value)):
                return pointer[:depth]
            value = value[part]
        return pointer


class TreeRepositories:
    """The repositories we have, for git generators."""

    def __init__(self, tree: MountedTree, where: Where) -> None:
        self._tree = tree
        self._where = where
        self._directories: dict[str, list[str]] = {}

    def _folder(self, repo_url: str, revision: str) -> str | None:
        place = self._where(repo_url, revision, "")
        return place.folder if place is not None else None

    def directories(self, repo_url: str, revision: str) -> Iterable[str] | None:
        """Every folder that holds a file."""
        base = self._folder(repo_url, revision)
        if base is None:
            return None
        if base not in self._directories:
            found: set[str] = set()
            for path in self._tree.tree_at(base).paths():
                folder = posixpath.dirname(path)
                while folder and folder not in found:
                    found.add(folder)
                    folder = posixpath.dirname(folder)
            self._directories[base] = sorted(found)
        return self._directories[base]

    def files(self, repo_url: str, revision: str) -> Iterable[str] | None:
        """Every file."""
        base = self._folder(repo_url, revision)
        return self._tree.tree_at(base).paths() if base is not None else None

    def read(self, repo_url: str, revision: str, path: str) -> bytes | None:
        """A file's bytes; None if it cannot be read."""
        base = self._folder(repo_url, revision)
        try:
            return self._tree.tree_at(base).read(path) if base is not None else None
        except OSError:
            return None


def environment(
    repositories: TreeRepositories, clusters: Clusters, config: Config, is_on: Callable[[str], bool]
) -> Environment:
    """Where a set is expanded; clusters that are only named by Applications do not count.

    ``is_on`` tells of the parameters of the Argo CD that expands it.
    """
    from gitops_lint.argocd.applicationset.environment import ClusterEntry, Environment

    declared = [cluster for cluster in clusters.by_name.values() if cluster.declared and cluster.name]
    entries = [
        ClusterEntry(cluster.name, cluster.server, cluster.project, cluster.labels, cluster.annotations)
        for cluster in declared
    ]
    return Environment(
        repositories,
        entries or None,
        config.argocd.version,
        new_git_file_globbing=is_on("applicationsetcontroller.enable.new.git.file.globbing"),
        include_hidden_directories=is_on("reposerver.include.hidden.directories"),
        all_clusters=not clusters.unread,
        given=config.generators,
    )


def generated(item: Rendered, env: Environment) -> tuple[Expansion, tuple[Rendered, ...]]:
    """The expansion of an ApplicationSet and its Applications, each once; without those that can be none."""
    from gitops_lint.argocd.applicationset.expand import expand

    expansion = expand(item.value, env)
    origin = FromTemplate(item.origin, item.value)
    fit = [made for made in expansion.applications if not any(place.decides for place in made.whole)]
    return expansion, tuple(Rendered(application.value, origin) for application in fit)


def git_generators(value: dict[str, Any]) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    """Every git generator of a set, at any depth, with its place."""
    from gitops_lint.argocd.applicationset.walk import generators

    return ((body, pointer) for kind, body, pointer in generators(value) if kind == "git")


def claims(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """URLs and folders that the git generators of a set take to exist in one repository."""
    for git, _ in git_generators(value):
        if isinstance(git.get("repoURL"), str):
            for kind in ("directories", "files"):
                for entry in git[kind] if isinstance(git.get(kind), list) else ():
                    path = entry.get("path") if isinstance(entry, dict) else None
                    if isinstance(path, str) and not entry.get("exclude"):
                        folder = static_folder(path)
                        if folder:
                            yield git["repoURL"], folder
    yield from _template_claims(value.get("spec"))


def _template_claims(spec: Any) -> Iterator[tuple[str, str]]:
    """What the template's sources name: paths, values files behind ``$ref/``, folders that a list supplies."""
    sources = [source for source in _template_sources(spec) if isinstance(source.get("repoURL"), str)]
    refs = {source["ref"]: source["repoURL"] for source in sources if isinstance(source.get("ref"), str)}
    elements = list(_list_folders(spec.get("generators") if isinstance(spec, dict) else None, 0))
    for source in sources:
        path = source.get("path")
        if isinstance(path, str):
            folders = elements if path.strip().startswith("{{") else [static_folder(path) if "{{" in path else path]
            yield from ((source["repoURL"], folder) for folder in folders if folder not in ("", "."))
        helm = source.get("helm")
        names = helm.get("valueFiles") if isinstance(helm, dict) else None
        for name in names if isinstance(names, list) else ():
            ref, slash, file = str(name).lstrip("$").partition("/")
            if slash and ref in refs and "{{" not in file:
                yield refs[ref], file


def _list_folders(generators: Any, depth: int) -> Iterator[str]:
    """Values of list elements that look like folders."""
    for generator in generators if isinstance(generators, list) and depth < 3 else ():
        if not isinstance(generator, dict):
            continue
        for kind in ("matrix", "merge"):
            if isinstance(generator.get(kind), dict):
                yield from _list_folders(generator[kind].get("generators"), depth + 1)
        own = generator.get("list")
        elements = own.get("elements") if isinstance(own, dict) else None
        for element in elements if isinstance(elements, list) else ():
            for value in element.values() if isinstance(element, dict) else ():
                if isinstance(value, str) and "/" in value and "{{" not in value and "://" not in value:
                    yield value


def _template_sources(spec: Any) -> Iterator[dict[str, Any]]:
    for key in ("template", "spec"):
        spec = spec.get(key) if isinstance(spec, dict) else None
    if isinstance(spec, dict):
        several = spec.get("sources")
        for source in (*(several if isinstance(several, list) else ()), spec.get("source")):
            if isinstance(source, dict):
                yield source


def static_folder(glob: str) -> str:
    """The part of a glob in front of its first wildcard, whole folders only."""
    parts = []
    for part in glob.split("/")[:-1]:
        if any(mark in part for mark in "*?[{"):
            break
        parts.append(part)
    return "/".join(parts)
