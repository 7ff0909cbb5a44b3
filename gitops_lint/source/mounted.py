"""Several checkouts as one tree: the repository at its root, others below ``@name``.

What lies below ``@name`` is there to be rendered when an Application leads to it; it is not discovered, not linted for
its own sake, and each checkout is a jail of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from gitops_lint.source.tree import DiskTree, OutsideTreeError, Tree, normalise

MARK = "@"
MAX_DEPTH = 50
"""Folders inside of folders that are looked into."""


def is_mounted(path: str) -> bool:
    """Whether a path leads into another checkout."""
    return path.startswith(MARK)


def files_below(tree: Tree, folder: str, depth: int = MAX_DEPTH) -> Iterator[str]:
    """Every file below a folder that the list of the tree's own files does not cover; links may run in circles."""
    for name in tree.listdir(folder):
        path = f"{folder}/{name}"
        if tree.is_dir(path):
            if depth:
                yield from files_below(tree, path, depth - 1)
        else:
            yield path


class MountedTree(DiskTree):
    """A working copy with other checkouts beside it."""

    def __init__(self, root: Path, paths: Sequence[str], mounts: Mapping[str, Path]) -> None:
        super().__init__(root, paths)
        self.mounts = {f"{MARK}{name}": Path(os.path.realpath(path)) for name, path in mounts.items()}

    def _real(self, path: str) -> str:
        clean = normalise(path)
        first, _, rest = clean.partition("/")
        base = self.mounts.get(first)
        if base is None:
            return super()._real(path)
        real = os.path.realpath(os.path.join(base, rest))
        if real != str(base) and not real.startswith(str(base) + os.sep):
            raise OutsideTreeError(f"'{path}' leads out of its repository")
        return real

    @contextmanager
    def materialise(self) -> Iterator[Path]:
        """A folder of links to the top of each checkout."""
        import tempfile

        with tempfile.TemporaryDirectory(prefix="gitops-lint-") as folder:
            for name in os.listdir(self.root):
                os.symlink(self.root / name, os.path.join(folder, name))
            for name, base in self.mounts.items():
                os.symlink(base, os.path.join(folder, name))
            yield Path(folder)
