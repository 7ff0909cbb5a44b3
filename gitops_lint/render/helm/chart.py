"""One chart, from request to objects."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from gitops_lint.render.directory import objects_of
from gitops_lint.render.helm.binary import Done, Helm
from gitops_lint.render.helm.command import template_arguments
from gitops_lint.render.helm.dependencies import Dependencies, built, dependencies_of
from gitops_lint.render.helm.errors import Complaints, clean
from gitops_lint.render.helm.inputs import without_files
from gitops_lint.render.helm.links import link_outside
from gitops_lint.render.helm.ondisk import OnDisk
from gitops_lint.render.helm.origins import Release, Templated, TemplateText, pieces_of
from gitops_lint.render.helm.schema import broken_schema, remote_schema
from gitops_lint.render.request import Refusal, Rendered, RenderRequest, RenderResult
from gitops_lint.source.document import Document
from gitops_lint.source.mounted import files_below, walk
from gitops_lint.source.parse import parse
from gitops_lint.source.temporary import temporary_folder
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass, field, replace

FOLDERS = ("charts", "crds", "templates")
"""The folders of a chart that mean something to helm; of others it shows files to templates that ask for them."""

Store = Callable[[str, Callable[[], Done]], Done]
"""Answers a key from the cache or computes and keeps it."""


@dataclass(frozen=True, slots=True)
class ChartRenderer:
    """Renders charts of one tree with one helm."""

    tree: Tree
    disk: OnDisk  #: the tree's files
    helm: Helm
    load: Callable[[str], Sequence[Document]]
    store: Store
    online: bool = False  #: dependencies are fetched
    _links: dict[str, str | None] = field(default_factory=dict)
    _contents: dict[str, str] = field(default_factory=dict)  # by chart

    def render(self, request: RenderRequest) -> RenderResult:
        """The objects of the chart, or why there are none."""
        files = frozenset(self._files(request))
        outside = self._link_outside(request.path)
        if outside is not None:
            reason = f"repository contains out-of-bounds symlinks. file: {outside}"
            return RenderResult(refusals=(Refusal(reason, "error", request.at),), files=files)
        lacking = without_files(self.tree, request)
        if lacking is not None:
            return replace(lacking, files=files)
        needed = self._needed(request.path)
        if needed.refusal and not (self.online and needed.remote):
            return RenderResult(refusals=(Refusal(needed.refusal, "info", request.at),), files=files)
        floating = needed.remote and not self.tree.is_file(posixpath.join(request.path, "Chart.lock"))
        done = self.run(request) if floating else self.store(self.key(request), lambda: self.run(request))
        if done.status != 0:
            return self._failed(done, request, files)
        return RenderResult(tuple(self._objects(Release(request, pieces_of(done.output)))), files=files)

    def _files(self, request: RenderRequest) -> Iterator[str]:
        yield from self._of_chart(request.path)
        yield from self._given(request)

    def _of_chart(self, chart: str) -> Iterator[str]:
        for folder in (chart, *self._needed(chart).local.values()):
            yield from files_below(self.tree, folder)

    def _given(self, request: RenderRequest) -> Iterator[str]:
        """The files that a request names, wherever they are."""
        yield from (item.path for item in request.helm.value_files)
        yield from (path for _, path in request.helm.file_parameters)

    def _unlisted(self, chart: str) -> Iterator[str]:
        """What helm finds in a chart's folder on disk whether or not git ignores it, such as vendored charts."""
        if self.tree.may_hold_links():
            for name in self.tree.listdir(chart):
                path = posixpath.normpath(posixpath.join(chart, name))
                yield from walk(self.tree, path) if name in FOLDERS else (path,)

    def _link_outside(self, chart: str) -> str | None:
        if chart not in self._links:
            root = self.disk.everything()
            self._links[chart] = link_outside(self.tree, root, chart) if root is not None else None
        return self._links[chart]

    def _needed(self, chart: str) -> Dependencies:
        return dependencies_of(self.tree, self.load, chart)

    def run(self, request: RenderRequest, overlay: str = "", *, debug: bool = False) -> Done:
        """What helm says; ``overlay`` is a text of values over those of every file and of the Application.

        With ``debug`` it shows what templates print even if that is no YAML.
        """
        root = str(self.disk.with_files(frozenset(self._files(request))))
        values = [f"{root}/{item.path}" for item in request.helm.value_files if self.tree.is_file(item.path)]
        with temporary_folder("values-") as folder:
            for name, text in (("values", request.helm.values), ("overlay", overlay)):
                if text:
                    Path(f"{folder}/{name}.yaml").write_text(text, encoding="utf-8")
                    values.append(f"{folder}/{name}.yaml")
            arguments = template_arguments(request.helm, request.namespace, values, root)
            if debug:
                arguments.append("--debug")
            done = self._template_in(root, request.path, arguments)
        return Done(done.status, done.output, done.error.replace(f"{root}/", "").replace(folder, "inline"))

    def _template_in(self, root: str, chart: str, arguments: Sequence[str]) -> Done:
        """Run helm in the chart's folder, or in a copy of it where its dependencies have to be built first."""
        needed = self._needed(chart)
        if not needed.local and not needed.remote:
            return self.helm.run(arguments, cwd=f"{root}/{chart}")
        with built(self.tree, self.helm, chart, needed) as (copy, done):
            if done.status == 0:
                return self.helm.run(arguments, cwd=copy)
            # A network that fails is no mistake of the chart's.
            return Done(-1 if needed.remote else done.status, "", done.error)

    def key(self, request: RenderRequest, more: str = "") -> str:
        """What the answer to a request depends on: helm, the options, every file; and ``more`` of what is asked."""
        chart = request.path
        if chart not in self._contents:  # of one chart there may be hundreds of releases
            self._contents[chart] = self._digest((*self._of_chart(chart), *self._unlisted(chart)))
        contents = (self._contents[chart], self._digest(self._given(request)))
        asked = (self.helm.version, chart, request.namespace, request.helm, more, contents)
        return f"helm-{hashlib.sha256(repr(asked).encode()).hexdigest()}"

    def _digest(self, paths: Iterable[str]) -> str:
        """What tells the content of files, as helm finds them, from any other."""
        digest = hashlib.sha256()
        for path in sorted(set(paths)):
            if self.tree.is_file(path):
                digest.update(f"\0{path}\0".encode())
                digest.update(hashlib.sha256(self.tree.saved(path)).digest())
        return digest.hexdigest()

    def _failed(self, done: Done, request: RenderRequest, files: frozenset[str]) -> RenderResult:
        message = clean(done.error)
        if done.status == -1 or request.speculative:
            weight = "warning" if done.status == -1 else "info"
            return RenderResult(refusals=(Refusal(message, weight, request.at),), files=files)
        remote = remote_schema(done.error)
        if remote is not None:
            reason = f"the schema of the values refers to '{remote}', which is remote"
            return RenderResult(refusals=(Refusal(reason, "info", request.at),), files=files)
        broken = broken_schema(done.error, request.path, self.load)
        problems = (broken,) if broken is not None else tuple(Complaints(self, request, done).problems())
        return RenderResult(problems=problems, refusals=(_silent(request),), files=files)

    def template(self, named: str, chart: str) -> str | None:
        """``name/templates/x.yaml`` as helm writes it, as a path of the tree."""
        inside = named.partition("/")[2]
        folder, _, rest = inside.removeprefix("charts/").partition("/")
        local = self._needed(chart).local.get(folder) if inside.startswith("charts/") else None
        path = posixpath.normpath(posixpath.join(chart, inside) if local is None else posixpath.join(local, rest))
        return path if self.tree.is_file(path) else None

    def _objects(self, release: Release) -> Iterator[Rendered]:
        chart = release.request.path
        texts: dict[str, str] = {}
        for number, piece in enumerate(release.pieces):
            path = self.template(piece.template, chart) or posixpath.join(chart, "Chart.yaml")
            if path not in texts:
                texts[path] = self.text(path)
            for document in parse(path, piece.text).documents:
                text = TemplateText(piece.text, document.index, texts[path])
                for item in objects_of(document):
                    yield Rendered(item.value, Templated(path, text, release, number))

    def text(self, path: str) -> str:
        """A file's text; empty where it cannot be read."""
        try:
            return self.tree.read(path).decode("utf-8", "replace")
        except OSError:
            return ""


def _silent(request: RenderRequest) -> Refusal:
    return Refusal("it does not render", "reported", request.at)
