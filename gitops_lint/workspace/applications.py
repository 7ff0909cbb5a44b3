"""Applications: found once, resolved, each with the deployable of what it deploys."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.destinations import Clusters
from gitops_lint.argocd.instance import Instances
from gitops_lint.argocd.repourl import Sameness, same_repository
from gitops_lint.argocd.sources import requests_of, sources_of
from gitops_lint.argocd.world import Place, World
from gitops_lint.finding import without_credentials
from gitops_lint.model.context import Context
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.resource import Application
from gitops_lint.problem import Notice
from gitops_lint.render.request import Refusal, Rendered, RenderRequest
from gitops_lint.source.tree import OutsideTreeError, Tree, normalise
from gitops_lint.values import dataclass, field, replace
from gitops_lint.workspace.applicationsets import claims
from gitops_lint.workspace.revisions import Revisions

GROUP = "argoproj.io/"

MAX_DEPTH = 10
"""Applications that bring each other, one below the other."""

MAX_REPEATS = 500
"""Applications of one run that render a folder which one above them renders already."""

Key = tuple[str, int, tuple[str | int, ...], str]


def is_kind(value: dict[str, Any], kind: str) -> bool:
    """Whether an object is of that kind of Argo CD's."""
    api_version = value.get("apiVersion")
    return value.get("kind") == kind and isinstance(api_version, str) and api_version.startswith(GROUP)


def key_of(item: Rendered) -> Key:
    """What makes two rendered Applications the same: where they are written, and what they say."""
    first = item.origin.first
    return (first.path, first.document, first.pointer, json.dumps(item.value, sort_keys=True, default=str))


@dataclass(slots=True)
class OwnRepository:
    """Which URLs name the repository we look at; what was not certain is kept to be told."""

    urls: tuple[str, ...]
    revisions: Revisions
    inferred: dict[str, str] = field(default_factory=dict)  #: URL -> why it was taken for ours
    others: Mapping[str, str] = field(default_factory=dict)  #: URL -> folder below which its checkout is mounted

    def __call__(self, url: str) -> bool:
        """Whether a repoURL is this repository."""
        if url in self.inferred:
            return True
        return same_repository(url, self.urls).sameness in (Sameness.SAME, Sameness.SPELLING)

    def where(self, url: str, revision: str = "", prefix: str = "") -> Place | None:
        """Where in the tree a revision of a repository is; None for a repository that we have not."""
        folder = self.folder(url)
        return self.revisions.place(folder, revision, prefix) if folder is not None else None

    def folder(self, url: str) -> str | None:
        """The folder of the tree that holds a repository: ``.`` for ours, ``@name`` for another checkout."""
        if self(url):
            return "."
        found = same_repository(url, self.others)
        known = found.sameness in (Sameness.SAME, Sameness.SPELLING) and found.url is not None
        return self.others[found.url] if known and found.url is not None else None

    def infer(self, applications: Iterable[Rendered], tree: Tree) -> Iterator[Notice]:
        """Take a URL for ours whose every path exists here, unless a remote says who we are.

        A checkout without remotes (an archive, a CI copy) would otherwise be a repository without Applications.
        """
        counts: Counter[str] = Counter()
        missing: Counter[str] = Counter()
        where: dict[str, Rendered] = {}
        for application in applications:
            for url, path in _claimed(application):
                if self.folder(url) is None:
                    where.setdefault(url, application)
                    counts[url] += 1
                    missing[url] += not _exists(tree, path)
        for url, count in counts.items():
            if self.urls and same_repository(url, self.urls).sameness is Sameness.DIFFERENT:
                continue
            if missing[url] * 4 <= count and count > missing[url]:
                self.inferred[url] = f"{count - missing[url]} of its {count} paths exist here"
                first = where[url].origin.first
                message = f"'{without_credentials(url)}' is taken for this repository: {self.inferred[url]}"
                yield Notice("repository-assumed", first.path, message)


def _claimed(item: Rendered) -> Iterator[tuple[str, str]]:
    """URLs and folders that an Application or ApplicationSet takes to exist together."""
    if is_kind(item.value, "ApplicationSet"):
        yield from claims(item.value)
    for source in sources_of(item):
        url, path = source.text("repoURL"), source.text("path")
        if url and path and path not in (".", "./", "/") and not source.text("chart"):
            yield url, path


def _exists(tree: Tree, path: str) -> bool:
    try:
        clean = normalise(path)
        return tree.is_dir(clean) or tree.is_file(clean)
    except OutsideTreeError:
        return False


@dataclass(slots=True)
class Found:
    """An Application and what it deploys."""

    item: Rendered
    deployable: Deployable
    root: str = ""  #: the file or folder from which it comes in the end
    done: bool = False


class Applications:
    """All Applications of a run."""

    def __init__(self, clusters: Clusters, own: OwnRepository, instances: Instances) -> None:
        self.clusters = clusters
        self.instances = instances
        self.own = own
        self.found: dict[Key, Found] = {}
        self.sets: dict[Key, tuple[Rendered, Deployable | None]] = {}
        self.expanded: set[Key] = set()
        self.repeats = 0
        self.roots: dict[int, str] = {}  #: of each deployable of an Application, by its id

    def add(self, items: Iterable[Rendered], parent: Deployable | None) -> None:
        """Remember the Applications among some objects."""
        for item in items:
            if is_kind(item.value, "Application"):
                key = key_of(item)
                if key not in self.found:
                    found = self.found[key] = Found(item, self._deployable(item, parent), self.root_of(item, parent))
                    self.roots[id(found.deployable)] = found.root
                    found.deployable.speculative = parent is not None and parent.speculative
            elif is_kind(item.value, "ApplicationSet"):
                self.sets.setdefault(key_of(item), (item, parent))

    def settle(self) -> None:
        """Say again where everything goes: now all clusters are known."""
        for found in self.found.values():
            home = self.instances.home(found.deployable.instance)
            found.deployable.cluster = self.clusters.of(_destination(found.item), home)

    def root_of(self, item: Rendered, parent: Deployable | None) -> str:
        """The file or folder from which an object comes in the end."""
        if parent is None:
            return item.origin.first.path
        return self.roots.get(id(parent)) or f"{parent.path}/"

    def _deployable(self, item: Rendered, parent: Deployable | None) -> Deployable:
        destination = _destination(item)
        namespace = destination.get("namespace") if isinstance(destination, dict) else None
        home = parent.namespace if parent is not None and parent.application is not None else None
        resource = Application(
            item.value, item.origin, Context(), namespace=_own_namespace(item, home), deployable=parent
        )
        instance = (parent.instance if parent is not None else "") or self.instances.of(item.origin.first.path)
        sources = sources_of(item)
        path = next((source.text("path") for source in sources if source.text("path")), "")
        return Deployable(
            "application",
            path or item.origin.first.path,
            application=resource,
            cluster=self.clusters.of(destination, self.instances.home(instance)),
            instance=instance,
            namespace=namespace if isinstance(namespace, str) else "",
        )

    def pending(self) -> list[Found]:
        """Those that nobody has rendered yet."""
        return [found for found in self.found.values() if not found.done]

    def pending_sets(self) -> list[tuple[Rendered, Deployable | None]]:
        """Those ApplicationSets that nobody has expanded yet, with what deploys them."""
        fresh = [item for key, item in self.sets.items() if key not in self.expanded]
        self.expanded.update(self.sets)
        return fresh

    def known(self) -> list[Rendered]:
        """Every Application and ApplicationSet."""
        return [*(found.item for found in self.found.values()), *(item for item, _ in self.sets.values())]

    def requests(self, found: Found, world: World) -> list[RenderRequest | Refusal]:
        """What to render for one of them."""
        found.done = True
        above = found.deployable.ancestors[1:]
        if len(above) >= MAX_DEPTH:
            return [Refusal(f"Applications are nested more than {MAX_DEPTH} deep")]
        requests = list(requests_of(found.item, world))
        folders = {folder for item in above for folder in item.folders}
        if any(isinstance(request, RenderRequest) and request.path in folders for request in requests):
            self.repeats += 1
            if self.repeats > MAX_REPEATS:
                return [Refusal(f"more than {MAX_REPEATS} Applications render a folder that one above them renders")]
        return [_doubtful(request) for request in requests] if found.deployable.speculative else requests


def _destination(item: Rendered) -> object:
    spec = item.value.get("spec")
    return spec.get("destination") if isinstance(spec, dict) else None


def _doubtful(request: RenderRequest | Refusal) -> RenderRequest | Refusal:
    """The same for an Application that exists only if a chart's default values are the real ones."""
    if isinstance(request, RenderRequest):
        return replace(request, speculative=True)
    return replace(request, weight="info", rule="") if request.rule else request


def _own_namespace(item: Rendered, parent: str | None) -> str:
    metadata = item.value.get("metadata")
    written = metadata.get("namespace") if isinstance(metadata, dict) else None
    return written if isinstance(written, str) else parent or ""
