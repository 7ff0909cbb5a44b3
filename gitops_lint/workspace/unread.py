"""Values that are set and that nothing reads.

Two witnesses are asked: the text of the chart (`render.helm.reads`), for everything that is rendered with these values,
and helm, which must print the same without them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import Any

from gitops_lint.argocd.sources import sources_of
from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.render.helm.chart import ChartRenderer
from gitops_lint.render.helm.origins import Release, Templated, pieces_of
from gitops_lint.render.helm.reads import Reads
from gitops_lint.render.kustomize.edit import change_at
from gitops_lint.render.request import Rendered
from gitops_lint.source.document import Document
from gitops_lint.source.globs import GlobSet
from gitops_lint.source.mounted import is_mounted
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions, start_of
from gitops_lint.values import dataclass, field, replace
from gitops_lint.workspace.tracing import charts_of

MAX_RENDERINGS = 40
"""In one run; what is not rendered without a value is not said to be unread."""

WITNESSES = 3
"""Releases that are rendered without the values of one source."""

_OUTSIDE = ("x-", "_", ".")
"""Keys that are made to be referred to, not read."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that nothing reads."""

    cause: Cause
    chart: str  #: folder of the chart
    path: Pointer  #: as the chart would see it
    beside: tuple[str, ...]  #: names that are read at this place
    default: bool  #: a default of the chart itself


@dataclass(slots=True)
class _Source:
    """One place that holds values, and what is rendered with it."""

    path: str
    document: int
    pointer: Pointer
    uses: list[tuple[Release, Any]] = field(default_factory=list)  #: with the values as they are there
    parameter: str = ""
    guessed: bool = False  #: nobody says that the file belongs to the chart


def unread_values(repo: Repository) -> tuple[Unread, ...]:
    """All of them, in the order of the sources."""
    releases = _releases(repo)
    if not releases:
        return ()
    with suppress(OSError, ValueError):
        return tuple(_Search(repo, releases).found())
    return ()


def _releases(repo: Repository) -> list[tuple[Release, Resource]]:
    """Each rendering once, with one of its objects."""
    found: dict[int, tuple[Release, Resource]] = {}
    for resource in repo.resources:
        origin = resource.origin
        if isinstance(origin, Templated):
            found.setdefault(id(origin.release), (origin.release, resource))
    return list(found.values())


class _Search:
    def __init__(self, repo: Repository, releases: Sequence[tuple[Release, Resource]]) -> None:
        self._repo = repo
        self._releases = releases
        self._vendored = GlobSet(repo.config.vendored)
        self._documents = {document.path: document for document in reversed(repo.documents) if document.index == 0}
        self._reads: dict[str, Reads] = {}
        self._renderings = 0

    def found(self) -> Iterator[Unread]:
        sources = list(self._sources())
        for source in sources:  # before anything is asked: a value may be a template that reads another
            for release, _ in source.uses:
                self._learn(release)
        wanted = [(source, places) for source in sources if (places := self._unmentioned(source))]
        if not wanted:
            return
        with charts_of(self._repo) as charts:
            for source, places in wanted:
                if charts is not None and self._prints_the_same(charts, source, places):
                    yield from self._told(source, places)

    def _load(self, path: str) -> Sequence[Document]:
        known = self._documents.get(path)
        return (known,) if known is not None else parse(path, self._repo.tree.read(path)).documents

    def _of(self, release: Release) -> Reads:
        chart = release.request.path
        if chart not in self._reads:
            self._reads[chart] = Reads(self._repo.tree, self._load, chart)
        return self._reads[chart]

    def _learn(self, release: Release) -> None:
        texts = [release.request.helm.values]
        paths = [file.path for file in release.request.helm.value_files if self._repo.tree.is_file(file.path)]
        texts += [self._repo.tree.read(path).decode("utf-8", "replace") for path in paths]
        for text in texts:
            if "{{" in text:
                self._of(release).add(text)

    def _sources(self) -> Iterator[_Source]:
        found: dict[tuple[Any, ...], _Source] = {}
        elsewhere = set(self._used_elsewhere())
        for release, resource in self._releases:
            helm = release.request.helm
            own = posixpath.join(release.request.path, "values.yaml").removeprefix("./")
            for path in dict.fromkeys((own, *(file.path for file in helm.value_files))):
                if path in elsewhere or self._of(release).may_print(path) or not self._is_ours(path):
                    continue
                if self._repo.tree.is_file(path):
                    source = found.setdefault((path,), _Source(path, 0, ()))
                    source.guessed |= release.request.speculative and path != own
                    source.uses += [(release, document.value) for document in self._load(path)[:1]]
            for place, values, name in self._inline(release):
                application = resource.deployable.application if resource.deployable is not None else None
                if isinstance(place, Cause):
                    cause = place
                elif application is None or isinstance(application.origin, Templated):
                    continue  # what the chart around it hands on is meant for others too
                else:
                    cause = application.origin.trace(place)[0]
                if cause.span is None and self._is_ours(cause.path):
                    key = (cause.path, cause.document, cause.pointer)
                    source = found.setdefault(key, _Source(*key, parameter=name))
                    source.uses.append((release, values))
        yield from found.values()

    @staticmethod
    def _inline(release: Release) -> Iterator[tuple[Pointer | Cause, Any, str]]:
        """What an Application, or a file in its place, says itself: where, the values, and the name of a parameter."""
        helm = release.request.helm
        cause, below = change_at(release.request.overrides, ("helm", *helm.values_at[-1:]))
        if helm.values and helm.values_at and (cause is not None or below is None):  # not where both of them say some
            for document in parse("values.yaml", helm.values.encode()).documents[:1]:
                yield cause or helm.values_at, document.value, ""
        cause, _ = change_at(release.request.overrides, ("helm", "parameters"))
        for index, (name, text, _) in enumerate(helm.parameters if helm.parameters_at else ()):
            value: Any = text
            for part in reversed(name.partition("[")[0].split(".")):
                value = {part: value}
            if "\\" not in name:
                yield (cause.below((index, "name")) if cause else (*helm.parameters_at, index, "name")), value, name

    def _is_ours(self, path: str) -> bool:
        return not is_mounted(path) and not self._vendored.matches(path) and "/charts/" not in self._inside(path)

    def _inside(self, path: str) -> str:
        """The part of a path below the outermost chart around it."""
        parts = path.split("/")
        for length in range(len(parts)):
            if self._repo.tree.is_file("/".join((*parts[:length], "Chart.yaml"))):
                return "/" + "/".join(parts[length:])
        return path

    def _used_elsewhere(self) -> Iterator[str]:
        """The values files that something we could not render, or kustomize, takes too."""
        rendered = {id(resource.deployable) for _, resource in self._releases}
        for deployable in self._repo.deployables:
            application = deployable.application
            if application is not None and (id(deployable) not in rendered or deployable.not_checked):
                for source in sources_of(Rendered(application.value, application.origin)):
                    names = source.mapping("helm").get("valueFiles")
                    yield from _paths(source.text("path"), names)
        for document in self._repo.documents:
            charts = document.value.get("helmCharts") if isinstance(document.value, dict) else None
            for chart in charts if isinstance(charts, list) else ():
                if isinstance(chart, dict):
                    yield from _paths(posixpath.dirname(document.path), [chart.get("valuesFile")])
                    yield from _paths(posixpath.dirname(document.path), chart.get("additionalValuesFiles"))
        globs = [glob for item in self._repo.application_sets for glob in _generator_files(item.value)]
        yield from (path for path in self._repo.files if any(fnmatchcase(path, glob) for glob in globs))

    def _unmentioned(self, source: _Source) -> list[Pointer]:
        """The places that the text of no chart mentions."""
        found = [set(self._of(release).unread(values)) for release, values in source.uses]
        everywhere = [
            place
            for place in dict.fromkeys(place for places in found for place in sorted(places, key=str))
            if all(any(place[:length] in places for length in range(1, len(place) + 1)) for places in found)
        ]
        if source.guessed or not source.parameter:
            everywhere = self._plausible(source, everywhere)
        return [place for place in everywhere if not str(place[0]).startswith(_OUTSIDE)]

    def _plausible(self, source: _Source, places: list[Pointer]) -> list[Pointer]:
        """A file most of which is not for this chart is not for this chart alone; but a slip is one."""
        top = {str(key) for _, values in source.uses if isinstance(values, dict) for key in values}
        strange = sum(len(place) == 1 for place in places)
        if strange * 2 <= len(top):
            return places
        return [] if source.guessed else [place for place in places if self._meant(source, place)]

    def _meant(self, source: _Source, place: Pointer) -> str:
        from gitops_lint.apischema.wording import similar

        return similar(str(place[-1]), self._of(source.uses[0][0]).meant(place))

    def _prints_the_same(self, charts: ChartRenderer, source: _Source, places: Sequence[Pointer]) -> bool:
        for release, _ in source.uses[:WITNESSES]:
            if self._renderings >= MAX_RENDERINGS:
                return False
            self._renderings += 1
            if not same_without(charts, release, places, source.parameter):
                return False
        return True

    def _told(self, source: _Source, places: Iterable[Pointer]) -> Iterator[Unread]:
        positions = Positions(source.path, self._repo.tree.read(source.path))
        chart = source.uses[0][0].request.path
        for place in places:
            pointer = source.pointer if source.parameter else source.pointer + place
            if _is_anchored(positions, source.document, pointer):
                continue
            cause = Cause("values", source.path, source.document, pointer)
            default = source.path == posixpath.join(chart, "values.yaml").removeprefix("./")
            beside = tuple(self._of(source.uses[0][0]).meant(place))
            yield Unread(cause, chart, place, beside, default)


def same_without(charts: ChartRenderer, release: Release, places: Iterable[Pointer], parameter: str = "") -> bool:
    """Whether helm prints the same without some values."""
    import json

    request, overlay = release.request, ""
    if parameter:
        left = tuple(item for item in request.helm.parameters if item[0] != parameter)
        request = replace(request, helm=replace(request.helm, parameters=left))
    else:
        without: dict[str, Any] = {}
        for place in places:
            node = without
            for part in place[:-1]:
                node = node.setdefault(str(part), {})
            node[str(place[-1])] = None
        overlay = json.dumps(without)
    done = charts.store(charts.key(request, f"without {parameter} {overlay}"), lambda: charts.run(request, overlay))
    return done.status == 0 and pieces_of(done.output) == tuple(release.pieces)


def _paths(folder: str, names: Any) -> Iterator[str]:
    """The paths of values files that are named in a folder, or by ``$ref/``, or from the root."""
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and name:
            home = "" if name.startswith(("$", "/")) else folder
            rest = name.partition("/")[2] if name.startswith(("$", "/")) else name
            yield posixpath.normpath(posixpath.join(home, rest))


def _generator_files(value: Any) -> Iterator[str]:
    """The globs of files whose keys an ApplicationSet reads."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "files" and isinstance(item, list):
                yield from (one["path"] for one in item if isinstance(one, dict) and isinstance(one.get("path"), str))
            else:
                yield from _generator_files(item)
    elif isinstance(value, list):
        for item in value:
            yield from _generator_files(item)


def _is_anchored(positions: Positions, document: int, pointer: Pointer) -> bool:
    """Whether a value is there to be repeated by an alias, or is one."""
    found = positions.find(document, pointer)
    if found is None or not found.exact:
        return found is None or positions.text[start_of(found.node) : start_of(found.node) + 1] not in ("|", ">")
    start = start_of(found.key if found.key is not None else found.node)
    return any(mark in positions.text[start : positions.end_of(found.node)] for mark in (" &", " *", "-&"))
