"""ApplicationSets, expanded: every Application they generate is a full one, with its origin in the template."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.argocd.destinations import Clusters
from gitops_lint.argocd.plain import mapping, string
from gitops_lint.argocd.world import Where
from gitops_lint.finding import Pointer
from gitops_lint.model.deployable import NotChecked
from gitops_lint.model.node import scalars
from gitops_lint.model.origin import Cause, Origin
from gitops_lint.patterns import regex
from gitops_lint.render.request import Rendered
from gitops_lint.settings import Config
from gitops_lint.source.mounted import MountedTree
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    # Most runs meet no ApplicationSet and need not pay for a template engine.
    from gitops_lint.argocd.applicationset.environment import Environment
    from gitops_lint.argocd.applicationset.expand import Expansion

TEMPLATE: Pointer = ("spec", "template")
_PARAMETER = regex(r"[A-Za-z_][\w.\-/\[\]]*\Z")
_NEVER = regex(r"\A\.?/|/\Z")  # no folder is called so
_HANDED_ON = frozenset({"helm", "kustomize", "directory", "plugin"})  # whose texts may have templates of their own


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
    tree: MountedTree, where: Where, clusters: Clusters, config: Config, is_on: Callable[[str], bool]
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
        TreeRepositories(tree, where),
        entries or None,
        config.argocd.version,
        new_git_file_globbing=is_on("applicationsetcontroller.enable.new.git.file.globbing"),
        include_hidden_directories=is_on("reposerver.include.hidden.directories"),
        all_clusters=not clusters.unread,
        given=config.generators,
    )


def uncertain(item: Rendered, where: Where) -> Iterator[NotChecked]:
    """The git generators whose revision nobody has."""
    for git, pointer in _git_generators(item.value):
        url, revision = git.get("repoURL"), git.get("revision")
        place = where(url, revision, "") if isinstance(url, str) and isinstance(revision, str) else None
        if place is not None and place.reason:
            cause = item.origin.trace((*pointer, "revision"))[0]
            yield NotChecked(f"{place.reason}; what is checked out was judged", cause, approximate=True)


def generated(item: Rendered, env: Environment) -> tuple[Expansion, tuple[Rendered, ...]]:
    """The expansion of an ApplicationSet and its Applications, each once; without those that can be none."""
    from gitops_lint.argocd.applicationset.expand import expand

    expansion = expand(item.value, env)
    origin = FromTemplate(item.origin, item.value)
    fit = [made for made in expansion.applications if not any(place.decides for place in made.whole)]
    return expansion, tuple(Rendered(application.value, origin) for application in fit)


def written_whole(expansion: Expansion) -> Iterator[tuple[Pointer, str, bool]]:
    """Where the template writes a mapping or a list, as place and message; and whether that decides an Application."""
    places = {place.pointer: place for made in expansion.applications for place in made.whole}
    for place in places.values():
        hint = f", did you mean '{place.meant}'?" if place.meant else ""
        yield (*TEMPLATE, *place.pointer), f"'{place.name}' is a {place.what}{hint}", place.decides


def complaints(value: dict[str, Any], expansion: Expansion, env: Environment) -> Iterator[tuple[str, Pointer, str]]:
    """What is wrong with a set, as rule, place and message."""
    yield from _empty_git_generators(value, env)
    for remark in expansion.problems:
        yield "argocd-applicationset-invalid", remark.pointer, remark.message
    twins = expansion.duplicates()
    if twins:
        names = ", ".join(f"'{name}'" for name in sorted(twins)[:3])
        more = f" and {len(twins) - 3} more names" if len(twins) > 3 else ""
        message = f"more than one generated Application is named {names}{more}"
        yield "argocd-applicationset-name-collision", ("spec", "template", "metadata", "name"), message
    if not expansion.complete:
        yield from _misspelt(value) if not expansion.problems else ()
        return
    if env.all_clusters:
        for pointer in expansion.dropped:
            message = "element is dropped: no parameters of the first generator have its merge keys"
            yield "argocd-generator-matches-nothing", pointer, message
    known = ("list", "clusters") if env.all_clusters else ("list",)
    for pointer, count in expansion.yields.items():
        # What a merge adds to may well be nothing yet; without one side a matrix is empty.
        if count == 0 and pointer[-1] in known and "merge" not in pointer:
            # Without a selector Argo CD's own cluster is always there.
            at = (*pointer, "selector") if pointer[-1] == "clusters" else pointer
            yield "argocd-generator-matches-nothing", at, "generator matches nothing"
    yield from _without_value(value, expansion)
    unknown = {tag for application in expansion.applications for tag in application.unresolved}
    for pointer, tag in _unsupplied(value, sorted(unknown)):
        yield "argocd-template-parameter-unknown", pointer, f"no generator supplies '{tag}'"


def _misspelt(value: dict[str, Any]) -> Iterator[tuple[str, Pointer, str]]:
    from gitops_lint.argocd.applicationset.supplied import misspelt

    for pointer, name, near in misspelt(value):
        if _HANDED_ON.isdisjoint(pointer):
            yield (
                "argocd-template-parameter-unknown",
                pointer,
                f"no generator supplies '{name}', did you mean '{near}'?",
            )


def _without_value(value: dict[str, Any], expansion: Expansion) -> Iterator[tuple[str, Pointer, str]]:
    """Go templates that write ``<no value>``."""
    from gitops_lint.argocd.applicationset.supplied import unsupplied

    names = {name for application in expansion.applications for name in application.params}
    if names and mapping(value.get("spec")).get("goTemplate") is True:
        for pointer, name in unsupplied(value, names):
            if _HANDED_ON.isdisjoint(pointer):
                yield "argocd-template-parameter-unknown", pointer, f"no generator supplies '{name}'"


def _unsupplied(value: dict[str, Any], tags: Iterable[str]) -> Iterator[tuple[Pointer, str]]:
    """The tags with the first text that holds each; without those that a chart or another tool reads as its own."""
    from gitops_lint.argocd.applicationset.rendering import unresolved

    spec = mapping(value.get("spec"))
    parts = ((part, spec.get(part)) for part in ("template", "generators"))
    held = [
        (pointer, frozenset(unresolved(text)))
        for part, item in parts
        for pointer, text in scalars(item, ("spec", part))
    ]
    for tag in tags:
        places = [pointer for pointer, names in held if tag in names]
        own = [pointer for pointer in places if _PARAMETER.match(tag) or _HANDED_ON.isdisjoint(pointer)]
        if own or not places:
            yield own[0] if own else TEMPLATE, tag


def _empty_git_generators(value: dict[str, Any], env: Environment) -> Iterator[tuple[str, Pointer, str]]:
    """Git generators and patterns that match nothing, whatever the generators around them give."""
    for git, pointer in _git_generators(value):
        kind = next((key for key in ("directories", "files") if isinstance(git.get(key), list) and git[key]), None)
        if kind is None or "{{" in str(git[kind]):
            continue
        what = "folder" if kind == "directories" else "file"
        entries = [(index, entry) for index, entry in enumerate(map(mapping, git[kind])) if string(entry.get("path"))]
        includes = [(index, entry) for index, entry in entries if entry.get("exclude") is not True]
        empty = _finds_nothing(git, env)
        found = [] if empty else [item for item in includes if _finds_nothing({**git, kind: [item[1]]}, env)]
        if empty and not includes:
            message = f"generator matches nothing: it only excludes {what}s"
            yield "argocd-generator-matches-nothing", (*pointer, kind), message
        for index, entry in includes[:1] if empty else found:
            who = "generator" if empty else "pattern"
            message = f"{who} matches nothing: no {what} '{entry['path']}'"
            yield "argocd-generator-matches-nothing", (*pointer, kind, index, "path"), message
        for index, entry in entries if kind == "directories" else ():
            if entry.get("exclude") is True and _NEVER.search(entry["path"]):
                message = f"'{entry['path']}' excludes nothing: no folder has './' or a slash at its ends"
                yield "argocd-generator-matches-nothing", (*pointer, kind, index, "path"), message


def _finds_nothing(git: Mapping[str, Any], env: Environment) -> bool:
    from gitops_lint.argocd.applicationset.expand import expand

    alone = {"generators": [{"git": git}], "template": {"metadata": {"name": "x"}, "spec": {}}}
    expansion = expand({"spec": alone}, env)
    return not expansion.notices and not expansion.problems and not any(expansion.yields.values())


def _git_generators(value: dict[str, Any]) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    from gitops_lint.argocd.applicationset.walk import generators

    return ((body, pointer) for kind, body, pointer in generators(value) if kind == "git")


def claims(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """URLs and folders that the git generators of a set take to exist in one repository."""
    for git, _ in _git_generators(value):
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
