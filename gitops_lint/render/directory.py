"""A folder of plain manifests, read as Argo CD reads it.

Source of the semantics: Argo CD ``reposerver/repository/repository.go`` (findManifests, getObjsFromYAMLOrJSON).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from gitops_lint.finding import START
from gitops_lint.model.origin import Cause, Written
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.request import DirectoryOptions, Refusal, Rendered, RenderResult
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.tree import Tree

MANIFEST = regex(r"^.*\.(yaml|yml|json|jsonnet)$")
SKIP_MARK = b"+argocd:skip-file-rendering"

GlobMatch = Callable[[str, str], bool]
"""Whether a glob matches a path; Argo CD's own rules are handed over by the caller."""


def manifest_files(tree: Tree, folder: str, options: DirectoryOptions, matches: GlobMatch) -> Iterator[str]:
    """The files of a directory source, in Argo CD's order."""
    for relative in _files(tree, folder, recurse=options.recurse):
        if not MANIFEST.match(relative):
            continue
        if options.exclude and matches(options.exclude, relative):
            continue
        if options.include and not matches(options.include, relative):
            continue
        yield relative if folder in ("", ".") else f"{folder}/{relative}"


def _files(tree: Tree, folder: str, *, recurse: bool) -> Iterator[str]:
    base = "" if folder in ("", ".") else f"{folder}/"
    todo = [""]
    while todo:
        inside = todo.pop(0)
        folders = []
        for name in tree.listdir(base + inside or "."):
            path = inside + name
            if tree.is_dir(base + path):
                folders.append(f"{path}/")
            else:
                yield path
        if recurse:
            todo = [name for name in folders if name != ".git/"] + todo


def render_directory(
    tree: Tree,
    folder: str,
    options: DirectoryOptions,
    parse: Callable[[str], ParsedFile],
    matches: GlobMatch,
) -> RenderResult:
    """The objects of a directory source, with what stops Argo CD from reading them."""
    objects: list[Rendered] = []
    problems: list[Problem] = []
    refusals: list[Refusal] = []
    files = list(manifest_files(tree, folder, options, matches))
    for path in files:
        try:
            if SKIP_MARK in tree.read(path):
                continue
            if path.endswith(".jsonnet"):
                cause = Cause("written", path, span=START)
                refusals.append(Refusal(f"'{path}' is jsonnet, which is not evaluated here", "info", cause))
                continue
            parsed = parse(path)
        except OSError as error:
            problems.append(Problem("file-unreadable", path, f"file cannot be read: {error}"))
            continue
        for document in parsed.documents:
            objects.extend(objects_of(document))
    return RenderResult(tuple(objects), tuple(problems), tuple(refusals), files=frozenset(files))


def objects_of(document: Document) -> Sequence[Rendered]:
    """The Kubernetes objects of one document: itself, or the items of a list, one level deep."""
    value = document.value
    if not is_object(value):
        return ()
    first = Cause("written", document.path, document.index)
    if is_list(value):
        return [
            Rendered(item, Written(first.below(("items", index))))
            for index, item in enumerate(value["items"])
            if is_object(item)
        ]
    return [Rendered(value, Written(first))]


def is_object(value: Any) -> bool:
    """Whether a value claims to be a Kubernetes object: apiVersion and kind are strings."""
    return isinstance(value, dict) and isinstance(value.get("kind"), str) and isinstance(value.get("apiVersion"), str)


def is_list(value: dict[str, Any]) -> bool:
    """Whether an object is ``List`` or a ``…List`` with items."""
    return value["kind"].endswith("List") and isinstance(value.get("items"), list)


def folder_of(path: str) -> str:
    """The folder of a file; ``.`` for the root."""
    return posixpath.dirname(path) or "."
