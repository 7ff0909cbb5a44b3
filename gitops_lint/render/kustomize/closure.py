"""Everything a kustomization reaches, without building it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.render.kustomize.folder import is_remote, is_remote_file, joined
from gitops_lint.render.kustomize.reader import Reader, ReadError
from gitops_lint.render.kustomize.result import BuildOptions, BuildProblem, LoadDocuments, RemoteReference
from gitops_lint.render.kustomize.target import Target, read_target
from gitops_lint.source.tree import OutsideTreeError, Tree
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Closure:
    """The folders and files that a kustomization needs, and what of it is not in the tree."""

    folders: frozenset[str] = frozenset()  #: of kustomizations and charts
    files: frozenset[str] = frozenset()
    remote: tuple[RemoteReference, ...] = ()
    missing: tuple[str, ...] = ()
    absent: tuple[BuildProblem, ...] = ()  #: each entry that names something in the tree which is not there


def closure(tree: Tree, folder: str, load: LoadDocuments, options: BuildOptions | None = None) -> Closure:
    """What a folder's kustomization reaches; a folder without one reaches nothing."""
    walk = _Walk(Reader(tree, load, options or BuildOptions()))
    walk.visit(folder, root=True)
    return Closure(
        frozenset(walk.folders), frozenset(walk.files), tuple(walk.remote), tuple(walk.missing), tuple(walk.absent)
    )


class _Walk:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.folders: set[str] = set()
        self.files: set[str] = set()
        self.remote: list[RemoteReference] = []
        self.missing: list[str] = []
        self.absent: list[BuildProblem] = []

    def visit(self, folder: str, *, root: bool = False) -> None:
        waiting = [folder]
        while waiting:
            found = self._folder(waiting.pop(), root=root)
            waiting.extend(found)
            root = False

    def _folder(self, folder: str, *, root: bool) -> list[str]:
        """Read one kustomization; the folders it leads to."""
        try:
            real = self.reader.paths.real(folder)
            if real in self.folders:
                return []
            target = read_target(self.reader, real, self.reader.options.edited if root else None)
        except (OutsideTreeError, ReadError):
            self.missing.append(folder)
            return []
        self.folders.add(real)
        self.files.add(target.path)
        below = []
        for pointer, path, directories in _references(target):
            found = self._follow(target, path, pointer, directories=directories)
            if found is not None:
                below.append(found)
        self._charts(target)
        return below

    def _follow(self, target: Target, path: str, pointer: Pointer, *, directories: bool) -> str | None:
        """Note a file; a folder is handed back."""
        if is_remote_file(path):
            self.remote.append(RemoteReference(path, target.path, pointer))
            return None
        try:
            real = self.reader.paths.real(joined(target.folder, path))
        except OutsideTreeError:
            real = ""
        if real and self.reader.paths.is_file(real):
            self.files.add(real)
        elif directories and is_remote(path):
            self.remote.append(RemoteReference(path, target.path, pointer))
        elif real and directories and self.reader.paths.is_dir(real):
            return real
        else:
            self.missing.append(joined(target.folder, path))
            if real and not self.reader.paths.is_dir(real) and not path.startswith("/") and path == path.strip():
                why = f"'{path}' does not exist" if directories else f"'{path}': no such file or directory"
                self.absent.append(target.problem("kustomization-missing-reference", why, *pointer))
        return None

    def _charts(self, target: Target) -> None:
        home = (target.value.get("helmGlobals") or {}).get("chartHome") or "charts"
        for index, chart in enumerate(target.entries("helmCharts")):
            name, version, repo = (chart.get(key) or "" for key in ("name", "version", "repo"))
            place = f"{home}/{name}-{version}/{name}" if version and repo else f"{home}/{name}"
            folder = joined(target.folder, place)
            if self.reader.paths.is_dir(folder):
                self.folders.add(folder)
            elif repo:
                self.remote.append(RemoteReference(repo, target.path, ("helmCharts", index, "repo")))
            else:
                self.missing.append(folder)
        if target.entries("helmChartInflationGenerator"):
            pointer = ("helmChartInflationGenerator",)
            self.remote.append(RemoteReference("helmChartInflationGenerator", target.path, pointer))


def _references(target: Target) -> Iterator[tuple[Pointer, str, bool]]:
    """The paths a kustomization names: pointer, path, whether it may be a folder."""
    for name in ("resources", "bases", "components", "generators", "transformers", "validators"):
        for index, path in enumerate(target.entries(name)):
            if "\n" not in path:
                yield (name, index), path, True
    for name in ("configurations", "crds", "patchesStrategicMerge"):
        for index, path in enumerate(target.entries(name)):
            if not (name == "patchesStrategicMerge" and ("\n" in path or ":" in path)):
                yield (name, index), path, False
    yield from _patches(target)
    yield from _sources(target)
    openapi: Any = target.value.get("openapi") or {}
    if openapi.get("path"):
        yield ("openapi", "path"), openapi["path"], False


def _patches(target: Target) -> Iterator[tuple[Pointer, str, bool]]:
    """The files of patches and replacements."""
    for name in ("patches", "patchesJson6902", "replacements"):
        for index, entry in enumerate(target.entries(name)):
            if entry.get("path"):
                yield (name, index, "path"), entry["path"], False


def _sources(target: Target) -> Iterator[tuple[Pointer, str, bool]]:
    """The files of generators and charts."""
    for name in ("configMapGenerator", "secretGenerator"):
        for index, entry in enumerate(target.entries(name)):
            for number, source in enumerate((entry or {}).get("files") or ()):
                yield (name, index, "files", number), source.partition("=")[2] or source, False
            for number, source in enumerate((entry or {}).get("envs") or ()):
                yield (name, index, "envs", number), source, False
            if (entry or {}).get("env"):
                yield (name, index, "env"), entry["env"], False
    for index, chart in enumerate(target.entries("helmCharts")):
        if chart.get("valuesFile"):
            yield ("helmCharts", index, "valuesFile"), chart["valuesFile"], False
        for number, path in enumerate(chart.get("additionalValuesFiles") or ()):
            yield ("helmCharts", index, "additionalValuesFiles", number), path, False
