"""Applications beside a kustomization that does not name them, or in the folder of a chart: applied by hand."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator

from gitops_lint.argocd.sources import sources_of
from gitops_lint.render.directory import folder_of
from gitops_lint.render.request import Rendered
from gitops_lint.source.classify import TreeFacts, is_aside
from gitops_lint.source.globs import GlobSet
from gitops_lint.source.mounted import files_below
from gitops_lint.source.tree import OutsideTreeError, normalise, readable
from gitops_lint.values import dataclass
from gitops_lint.workspace.applications import OwnRepository, is_kind
from gitops_lint.workspace.files import Files
from gitops_lint.workspace.undeployed import beside_kustomization, file_objects

KINDS = ("Application", "ApplicationSet", "AppProject")
_PARTS = frozenset({"templates", "crds", "charts", "ci"})
"""Folders of a chart: what is rendered, and what only its own tests use."""


@dataclass(slots=True)
class ByHand:
    """Tells the files with which a person begins from those that were left over, or belong to something else.

    The Application of a service often lies in the folder that it deploys, or beside what installs Argo CD.  What it
    deploys is as real as if it lay in a folder of its own.
    """

    files: Files
    facts: TreeFacts
    own: OwnRepository
    vendored: GlobSet
    claimed: Collection[str]  #: files that something is rendered from
    deployed: Collection[str]  #: folders that Applications render

    def objects(self, used: Collection[str]) -> dict[str, tuple[Rendered, ...]]:
        """The objects of each such file; ``used`` are the files in which something that is rendered is written."""
        candidates = {path: self._objects(path) for path in beside_kustomization(self.files, self.claimed)}
        found = {path: objects for path, objects in candidates.items() if self._begins_beside(path, objects)}
        for path in self._in_charts():
            objects = () if path in used else self._objects(path)
            if _argocd_kinds(objects) and not self._repeats(objects) and not self._is_read_by_chart(path):
                found[path] = objects
        return found

    def _objects(self, path: str) -> tuple[Rendered, ...]:
        return tuple(file_objects(self.files, path, self.facts))

    def _begins_beside(self, path: str, objects: tuple[Rendered, ...]) -> bool:
        """Whether the kustomization does not mention the file in a comment, nor takes others of its kind from there."""
        kinds = _argocd_kinds(objects)
        if not kinds or _is_mentioned(self.files, path):
            return False
        folder = folder_of(path)
        if folder in _targets(objects, self.own):
            return True
        return not self._repeats(objects) and kinds.isdisjoint(self._taken_kinds(folder))

    def _repeats(self, objects: tuple[Rendered, ...]) -> bool:
        """Whether Applications deploy already what these would."""
        targets = set(_targets(objects, self.own))
        return bool(targets) and all(target in self.deployed for target in targets)

    def _taken_kinds(self, folder: str) -> set[str]:
        """The kinds of Argo CD's objects that something takes from the files of a folder."""
        paths = (name if folder == "." else f"{folder}/{name}" for name in self.files.tree.listdir(folder))
        taken = (path for path in paths if path in self.claimed and path in self.files.parsed)
        return {kind for path in taken for kind in _argocd_kinds(self._objects(path))}

    def _in_charts(self) -> Iterator[str]:
        """The files in folders of charts that are neither a part of the chart nor examples."""
        for path in self.files.listed if self.files.charts else ():
            chart = self.files.chart_of(path) if path in self.files.parsed else None
            inside = path.removeprefix(f"{chart}/") if chart is not None else ""
            if not inside or inside.partition("/")[0] in _PARTS or is_aside(folder_of(inside)):
                continue
            if not self.vendored.matches(path):
                yield path

    def _is_read_by_chart(self, path: str) -> bool:
        """Whether a template may print files of its chart."""
        chart = self.files.chart_of(path) or "."
        templates = files_below(self.files.tree, posixpath.join(chart, "templates").removeprefix("./"))
        return any(b".Files" in readable(self.files.tree, template) for template in templates)


def _argocd_kinds(objects: Iterable[Rendered]) -> set[str]:
    return {kind for item in objects for kind in KINDS if is_kind(item.value, kind)}


def _is_mentioned(files: Files, path: str) -> bool:
    """Whether the kustomization says the name of a file that it does not use."""
    name = re.escape(posixpath.basename(path))
    try:
        text = files.tree.read(files.kustomizations[folder_of(path)]).decode("utf-8", "replace")
    except OSError:
        return True
    return re.search(rf"(?<![-\w.]){name}(?![-\w.])", text) is not None


def _targets(objects: Iterable[Rendered], own: OwnRepository) -> Iterator[str]:
    """The folders of this repository that Applications deploy."""
    for item in objects:
        for source in sources_of(item) if is_kind(item.value, "Application") else ():
            path = source.text("path")
            if path and own.folder(source.text("repoURL")) == ".":
                try:
                    yield normalise(path)
                except OutsideTreeError:
                    continue
