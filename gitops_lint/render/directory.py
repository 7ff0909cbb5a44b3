"""A folder of plain manifests, read as Argo CD reads it.

Source of the semantics: Argo CD ``reposerver/repository/repository.go`` (findManifests, getObjsFromYAMLOrJSON).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from gitops_lint.finding import START, Severity
from gitops_lint.model.origin import Cause, Written
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.request import DirectoryOptions, Refusal, Rendered, RenderResult
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.tree import Tree

MANIFEST = regex(r"^.*\.(yaml|yml|json|jsonnet)$")
SKIP_MARK = b"+argocd:skip-file-rendering"
_MANIFEST_IN_CAPITALS = regex(r"(?i)\.(yaml|yml|json)$")
_PARTS_OF_MANIFESTS = (b"apiVersion:", b"kind:", b"metadata:")
_FILE_RULE = "argocd-directory-file-invalid"

GlobMatch = Callable[[str, str], bool]
"""Whether a glob matches a path; Argo CD's own rules are handed over by the caller."""


def chosen_files(tree: Tree, folder: str, options: DirectoryOptions, matches: GlobMatch) -> Iterator[str]:
    """The files that ``include`` and ``exclude`` leave of a directory source, in Argo CD's order."""
    for relative in _files(tree, folder, recurse=options.recurse):
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
    files: list[str] = []
    for path in chosen_files(tree, folder, options, matches):
        if not MANIFEST.match(path):
            problems.extend(_passed_over(path, tree))
            continue
        files.append(path)
        try:
            data = tree.read(path)
            if SKIP_MARK in data:
                continue
            if path.endswith(".jsonnet"):
                cause = Cause("written", path, span=START)
                refusals.append(Refusal(f"'{path}' is jsonnet, which is not evaluated here", "info", cause))
                continue
            parsed = parse(path)
        except OSError as error:
            problems.append(Problem("file-unreadable", path, f"file cannot be read: {error}"))
            continue
        problems.extend(_refused(path, parsed, data))
        for document in parsed.documents:
            objects.extend(objects_of(document))
    return RenderResult(tuple(objects), tuple(problems), tuple(refusals), files=frozenset(files))


def _passed_over(path: str, tree: Tree) -> Iterator[Problem]:
    """A manifest that is not read, because its name ends in capitals."""
    found = _MANIFEST_IN_CAPITALS.search(path)
    if found is not None and all(part in tree.read(path) for part in _PARTS_OF_MANIFESTS):
        message = f"'{found[0]}' is no ending that Argo CD reads: the file is passed over"
        yield Problem(_FILE_RULE, path, message, severity=Severity.WARNING)


def _refused(path: str, parsed: ParsedFile, data: bytes) -> Iterator[Problem]:
    """The first document that is no object, where Argo CD refuses the file for it instead of passing over the file.

    What has fields of a manifest is left to ``manifest-without-kind``, and a file that is no YAML to its own rules.
    """
    if parsed.problems:
        return
    is_json = path.endswith(".json")
    if is_json and len(parsed.documents) > 1:
        yield Problem(_FILE_RULE, path, "found multiple objects, only single objects are allowed in JSON files")
        return
    for number, document in enumerate(parsed.documents):
        value = document.value
        if isinstance(value, dict) and isinstance(value.get("kind"), str) and value["kind"]:
            continue
        known = isinstance(value, dict) and any(key in value for key in ("apiVersion", "metadata", "spec", "data"))
        if is_json or (not known and (number or all(part in data for part in _PARTS_OF_MANIFESTS))):
            message = "failed to unmarshal: Object 'Kind' is missing, and no Application that reads this file syncs"
            yield Problem(_FILE_RULE, path, message, document=document.index, grip="key")
        return


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
