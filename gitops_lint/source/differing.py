"""Which files are not the same in a tree and in a commit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Final

from gitops_lint.source.git import LINK, GitTree
from gitops_lint.source.tree import DiskTree, Tree

_LARGE: Final = 1 << 20
"""Bytes above which a file on disk is taken to differ: to read it costs more than it may save."""


def differing(tree: Tree, commit: GitTree) -> set[str]:
    """The paths that either has and that are not the same, byte by byte, in both; what cannot be told differs."""
    if isinstance(tree, GitTree):
        return {path for path, _ in tree.entries.items() ^ commit.entries.items()}
    listed = set(tree.paths())
    found = listed ^ commit.entries.keys()
    for path in listed & commit.entries.keys():
        entry = commit.entries[path]
        if _blob(tree, path, len(entry.oid), link=entry.mode == LINK) != entry.oid:
            found.add(path)
    return found


def leads_further(paths: Iterable[str], *trees: Tree) -> bool:
    """Whether one of the paths is a link or a submodule in one of the trees: what is read behind it has other paths."""
    return any(tree.is_dir(path) or (tree.is_file(path) and tree.link(path)) for path in paths for tree in trees)


def _blob(tree: Tree, path: str, length: int, *, link: bool) -> str:
    """What git calls the content of a file, or of a link, in so many digits; empty where it is not told."""
    try:
        if not isinstance(tree, DiskTree) or os.lstat(tree.root / path).st_size > _LARGE:
            return ""
        target = tree.link(path)
        if bool(target) is not link:
            return ""
        data = os.fsencode(target) if link else tree.read(path)
    except OSError:
        return ""
    named = b"blob %d\0%b" % (len(data), data)
    return (hashlib.sha1(named, usedforsecurity=False) if length == 40 else hashlib.sha256(named)).hexdigest()
