"""Globs in ``helm.valueFiles``: which files, and in which order helm gets them.

Source: ``getResolvedValueFiles`` in ``reposerver/repository/repository.go`` and the walk of doublestar's
``FilepathGlob``: names sorted in each folder; ``**`` is the folder itself, then those below it; folders match too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitops_lint.argocd.globs import doublestar
from gitops_lint.source.mounted import files_below
from gitops_lint.source.tree import Tree

MARKS = "*?["
"""What makes a path a glob (``isGlobPath``); braces alone do not."""

Folder = dict[str, "Folder | None"]


def is_glob(path: str) -> bool:
    """Whether Argo CD takes a path for a glob."""
    return any(mark in path for mark in MARKS)


def matching(tree: Tree, pattern: str) -> list[str]:
    """The paths that a glob stands for, in Argo CD's order."""
    parts = pattern.split("/")
    fixed = next(index for index, part in enumerate(parts) if is_glob(part) or "{" in part)
    base, rest = "/".join(parts[:fixed]), parts[fixed:]
    root: Folder = {}
    for path in files_below(tree, base):
        _enter(root, path.removeprefix(f"{base}/").split("/") if base else path.split("/"))
    if "{" in "".join(rest):  # alternatives may hold slashes, so parts do not stand alone
        found = [path for path in _everything(root, "") if doublestar("/".join(rest), path)]
    else:
        found = [path for path, _ in _walk(root, rest)]
    return list(dict.fromkeys("/".join(filter(None, (base, path))) or "." for path in found))


def _enter(root: Folder, parts: Sequence[str]) -> None:
    folder = root
    for part in parts[:-1]:
        below = folder.setdefault(part, {})
        folder = below if below is not None else {}
    folder[parts[-1]] = None


def _walk(root: Folder, pattern: Sequence[str]) -> list[tuple[str, Folder | None]]:
    found: list[tuple[str, Folder | None]] = [("", root)]
    for index, part in enumerate(pattern):
        reached: list[tuple[str, Folder | None]] = []
        for path, folder in found:
            if folder is None:
                continue
            if part == "**":
                last = index == len(pattern) - 1
                reached.append((path, folder))
                reached += [item for item in _below(folder, path) if last or item[1] is not None]
            else:
                reached += [item for item in _children(folder, path) if doublestar(part, item[0].rpartition("/")[2])]
        found = reached
    return found


def _children(folder: Folder, path: str) -> Iterator[tuple[str, Folder | None]]:
    for name in sorted(folder):
        yield (f"{path}/{name}" if path else name), folder[name]


def _below(folder: Folder, path: str) -> Iterator[tuple[str, Folder | None]]:
    for child, inside in _children(folder, path):
        yield child, inside
        if inside is not None:
            yield from _below(inside, child)


def _everything(folder: Folder, path: str) -> Iterator[str]:
    yield from (child for child, _ in _below(folder, path))
