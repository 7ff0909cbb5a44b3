"""Applications beside a kustomization that does not name them: somebody applies such a file by hand."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator

from gitops_lint.argocd.sources import sources_of
from gitops_lint.render.directory import folder_of
from gitops_lint.render.request import Rendered
from gitops_lint.source.classify import TreeFacts
from gitops_lint.source.tree import OutsideTreeError, normalise
from gitops_lint.workspace.applications import OwnRepository, is_kind
from gitops_lint.workspace.files import Files
from gitops_lint.workspace.undeployed import beside_kustomization, file_objects

KINDS = ("Application", "ApplicationSet", "AppProject")


def applied_by_hand(
    files: Files, claimed: Collection[str], deployed: Collection[str], own: OwnRepository, facts: TreeFacts
) -> dict[str, tuple[Rendered, ...]]:
    """The objects of each file with which a person begins; without those that were left over.

    The Application of a service often lies in the folder that it deploys, or beside what installs Argo CD.  What it
    deploys is as real as if it lay in a folder of its own.  It is left over if the kustomization mentions it in a
    comment, takes others of its kind from this folder, or if some Application deploys the same already.

    ``claimed`` are the files that something is rendered from, ``deployed`` the folders that Applications render.
    """
    found = {}
    for path in beside_kustomization(files, claimed):
        objects = tuple(file_objects(files, path, facts))
        kinds = _argocd_kinds(objects)
        if not kinds or _is_mentioned(files, path):
            continue
        folder, targets = folder_of(path), set(_targets(objects, own))
        repeats = bool(targets) and all(target in deployed for target in targets)
        if folder in targets or not (repeats or kinds & _taken_kinds(files, folder, claimed, facts)):
            found[path] = objects
    return found


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


def _taken_kinds(files: Files, folder: str, claimed: Collection[str], facts: TreeFacts) -> set[str]:
    """The kinds of Argo CD's objects that something takes from the files of a folder."""
    paths = (name if folder == "." else f"{folder}/{name}" for name in files.tree.listdir(folder))
    taken = (path for path in paths if path in claimed and path in files.parsed)
    return {kind for path in taken for kind in _argocd_kinds(file_objects(files, path, facts))}


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
