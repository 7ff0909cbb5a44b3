"""Several trees as one: the repository at its root, other checkouts and other revisions below ``@name``.

What lies below ``@name`` is there to be rendered when an Application leads to it; it is not discovered, not linted for
its own sake, and each tree is a jail of its own.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import chain, count
from pathlib import Path

from gitops_lint.source.temporary import temporary_folder
from gitops_lint.source.tree import Tree, normalise

MARK = "@"
MAX_DEPTH = 50
"""Folders inside of folders that are looked into."""


def is_mounted(path: str) -> bool:
    """Whether a path leads into another checkout or revision."""
    return path.startswith(MARK)


def is_mount(path: str) -> bool:
    """Whether a path is the root of another checkout."""
    return path.startswith(MARK) and "/" not in path


def files_below(tree: Tree, folder: str) -> Iterable[str]:
    """Every file below a folder of our own tree or of another checkout; an empty folder is our root."""
    if is_mounted(folder):
        return walk(tree, folder)
    paths = tree.paths()
    if folder in ("", "."):
        return paths
    return paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}0")]  # "0" follows "/"


def walk(tree: Tree, folder: str, depth: int = MAX_DEPTH) -> Iterator[str]:
    """Every file that is found below a folder, listed or not; other checkouts list none.  Links may run in circles."""
    for name in tree.listdir(folder):
        path = f"{folder}/{name}"
        if not tree.is_dir(path):
            yield path
        elif depth:
            yield from walk(tree, path, depth - 1)


def fresh_name(name: str, taken: Iterable[str]) -> str:
    """``name``, or the first of ``name-2``, ``name-3`` … that is not taken."""
    known = set(taken)
    return next(made for made in chain((name,), (f"{name}-{n}" for n in count(2))) if made not in known)


class MountedTree:
    """A tree with others beside it; more may be mounted while a run finds out what it needs."""

    def __init__(self, base: Tree, mounts: Mapping[str, Tree]) -> None:
        self.base = base
        self.mounts = {f"{MARK}{name}": tree for name, tree in mounts.items()}

    @property
    def name(self) -> str:
        """The name of the tree at the root."""
        return self.base.name

    @property
    def root(self) -> Path | None:
        """The folder of the tree at the root; None for one that is not on disk."""
        found = getattr(self.base, "root", None)
        return found if isinstance(found, Path) else None

    def mount(self, name: str, tree: Tree) -> str:
        """Add a tree; returns the folder it is found at."""
        folder = fresh_name(f"{MARK}{name}", self.mounts)
        self.mounts[folder] = tree
        return folder

    def tree_at(self, folder: str) -> Tree:
        """The tree that is mounted at a folder; the base for any other."""
        return self.mounts.get(folder, self.base)

    def _find(self, path: str) -> tuple[Tree, str]:
        if MARK not in path or not self.mounts:
            return self.base, path
        first, _, rest = normalise(path).partition("/")
        tree = self.mounts.get(first)
        return (self.base, path) if tree is None else (tree, rest or ".")

    def paths(self) -> Sequence[str]:
        """The files of the tree at the root."""
        return self.base.paths()

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        tree, inner = self._find(path)
        return tree.read(inner)

    def saved(self, path: str) -> bytes:
        """The bytes of a file as external programs find it."""
        tree, inner = self._find(path)
        return tree.saved(inner)

    def is_file(self, path: str) -> bool:
        """Whether there is such a file."""
        try:
            tree, inner = self._find(path)
        except OSError:
            return False
        return tree.is_file(inner)

    def is_dir(self, path: str) -> bool:
        """Whether there is such a folder."""
        try:
            tree, inner = self._find(path)
        except OSError:
            return False
        return tree.is_dir(inner)

    def listdir(self, path: str) -> Sequence[str]:
        """The names in a folder, sorted."""
        try:
            tree, inner = self._find(path)
        except OSError:
            return ()
        return tree.listdir(inner)

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to, in its own tree."""
        tree, inner = self._find(path)
        return tree.link(inner)

    def resolve(self, path: str) -> str:
        """The path with every link followed; no link leads from one tree into another."""
        tree, inner = self._find(path)
        return path if tree is not self.base else tree.resolve(inner)

    def digest(self, path: str) -> str:
        """What tells the content of a file, where its tree knows."""
        try:
            tree, inner = self._find(path)
        except OSError:
            return ""
        return tree.digest(inner)

    def may_hold_links(self) -> bool:
        """Whether any of the trees may."""
        return any(tree.may_hold_links() for tree in (self.base, *self.mounts.values()))

    def materialise(self) -> AbstractContextManager[Path]:
        """The base as it is; with other trees a folder of links to the top of each."""
        return self._linked() if self.mounts else self.base.materialise()

    @contextmanager
    def _linked(self) -> Iterator[Path]:
        with ExitStack() as stack:
            folder = stack.enter_context(temporary_folder())
            root = stack.enter_context(self.base.materialise())
            for name in os.listdir(root):
                os.symlink(root / name, os.path.join(folder, name))
            for name, tree in self.mounts.items():
                os.symlink(stack.enter_context(tree.materialise()), os.path.join(folder, name))
            yield Path(folder)

    def close(self) -> None:
        """End the helper processes of what was mounted; the base belongs to the caller."""
        for tree in self.mounts.values():
            close = getattr(tree, "close", None)
            if close is not None:
                close()
