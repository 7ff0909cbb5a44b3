"""One chart, from request to objects."""

from __future__ import annotations

import hashlib
import posixpath
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gitops_lint.model.origin import Cause
from gitops_lint.problem import Problem
from gitops_lint.render.directory import objects_of
from gitops_lint.render.helm.binary import Done, Helm
from gitops_lint.render.helm.command import template_arguments
from gitops_lint.render.helm.errors import Complaints, clean
from gitops_lint.render.helm.origins import Release, Templated, TemplateText, pieces_of
from gitops_lint.render.request import Refusal, Rendered, RenderRequest, RenderResult
from gitops_lint.source.document import Document
from gitops_lint.source.mounted import files_below, is_mounted
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass

Store = Callable[[str, Callable[[], Done]], Done]
"""Answers a key from the cache or computes and keeps it."""


@dataclass(frozen=True, slots=True)
class ChartRenderer:
    """Renders charts of one tree with one helm."""

    tree: Tree
    root: Path  #: the tree on disk
    helm: Helm
    load: Callable[[str], Sequence[Document]]
    store: Store

    def render(self, request: RenderRequest) -> RenderResult:
        """The objects of the chart, or why there are none."""
        files = frozenset(self._files(request))
        remote = self._missing_dependencies(request.path)
        if remote:
            names = ", ".join(f"'{name}'" for name in remote)
            reason = f"chart dependency {names} is remote and not vendored under 'charts/'"
            return RenderResult(refusals=(Refusal(reason, "info", request.at),), files=files)
        missing = [
            self._missing(item.path, item.named or request.at)
            for item in request.helm.value_files
            if not self.tree.is_file(item.path) and not (item.optional and not self.tree.is_dir(item.path))
        ]
        if missing and request.speculative:
            return RenderResult(refusals=(Refusal(missing[0].message, "info", request.at),), files=files)
        if missing:
            return RenderResult(problems=tuple(missing), refusals=(_silent(request),), files=files)
        done = self.store(self.key(request), lambda: self.run(request))
        if done.status != 0:
            return self._failed(done, request, files)
        return RenderResult(tuple(self._objects(Release(request, pieces_of(done.output)))), files=files)

    def _files(self, request: RenderRequest) -> Iterator[str]:
        if is_mounted(request.path):
            yield from files_below(self.tree, request.path)
        else:
            prefix = "" if request.path in ("", ".") else f"{request.path}/"
            yield from (path for path in self.tree.paths() if path.startswith(prefix))
        yield from (item.path for item in request.helm.value_files)
        yield from (path for _, path in request.helm.file_parameters)

    def _missing(self, path: str, named: Cause | None) -> Problem:
        at = named or Cause("written", path)
        what = "is a directory" if self.tree.is_dir(path) else "does not exist"
        message = f"values file '{path}' {what}"
        if at.span is not None:
            return Problem("argocd-values-file-not-found", at.path, message, at.span, key=path)
        return Problem("argocd-values-file-not-found", at.path, message, document=at.document, pointer=at.pointer)

    def run(self, request: RenderRequest, overlay: str = "", *, debug: bool = False) -> Done:
        """What helm says; ``overlay`` is a text of values over those of every file and of the Application.

        With ``debug`` it shows what templates print even if that is no YAML.
        """
        root = str(self.root)
        values = [f"{root}/{item.path}" for item in request.helm.value_files if self.tree.is_file(item.path)]
        with tempfile.TemporaryDirectory(prefix="gitops-lint-values-") as folder:
            for name, text in (("values", request.helm.values), ("overlay", overlay)):
                if text:
                    Path(f"{folder}/{name}.yaml").write_text(text, encoding="utf-8")
                    values.append(f"{folder}/{name}.yaml")
            arguments = template_arguments(request.helm, request.namespace, values, root)
            if debug:
                arguments.append("--debug")
            done = self.helm.run(arguments, cwd=f"{root}/{request.path}")
        return Done(done.status, done.output, done.error.replace(f"{root}/", "").replace(folder, "inline"))

    def key(self, request: RenderRequest, more: str = "") -> str:
        """What the answer to a request depends on: helm, the options, every file; and ``more`` of what is asked."""
        digest = hashlib.sha256(repr((self.helm.version, request.path, request.namespace, request.helm, more)).encode())
        for path in sorted(set(self._files(request))):
            if self.tree.is_file(path):
                digest.update(f"\0{path}\0".encode())
                digest.update(hashlib.sha256(self.tree.read(path)).digest())
        return f"helm-{digest.hexdigest()}"

    def _missing_dependencies(self, chart: str) -> list[str]:
        """The dependencies that neither lie under ``charts/`` nor can be built from a folder of the tree."""
        missing = []
        for name in self._dependencies(chart):
            folder = posixpath.join(chart, "charts")
            there = self.tree.listdir(folder)
            vendored = name in there or any(item.startswith(f"{name}-") and item.endswith(".tgz") for item in there)
            if not vendored:
                missing.append(name)
        return missing

    def _dependencies(self, chart: str) -> Iterator[str]:
        for name in ("Chart.yaml", "requirements.yaml"):
            path = posixpath.join(chart, name)
            if not self.tree.is_file(path):
                continue
            for document in self.load(path):
                found: Any = document.value.get("dependencies") if isinstance(document.value, dict) else None
                for item in found if isinstance(found, list) else ():
                    if isinstance(item, dict) and isinstance(item.get("name"), str):
                        yield item["name"]

    def _failed(self, done: Done, request: RenderRequest, files: frozenset[str]) -> RenderResult:
        message = clean(done.error)
        if done.status == -1 or request.speculative:
            weight = "warning" if done.status == -1 else "info"
            return RenderResult(refusals=(Refusal(message, weight, request.at),), files=files)
        problems = tuple(Complaints(self, request, done).problems())
        return RenderResult(problems=problems, refusals=(_silent(request),), files=files)

    def template(self, named: str, chart: str) -> str | None:
        """``name/templates/x.yaml`` as helm writes it, as a path of the tree."""
        path = posixpath.normpath(posixpath.join(chart, named.partition("/")[2]))
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
