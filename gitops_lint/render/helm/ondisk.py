"""The files of a tree on disk, for helm, which reads nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from gitops_lint.source.temporary import temporary_folder
from gitops_lint.source.tree import Tree


class OnDisk:
    """A folder that shows a tree, or as much of it as was asked for; nothing is written before somebody asks.

    A working copy is there already.  Of git objects only the files are written that a release needs, unless the tree
    holds links, which may lead anywhere in it.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._exit = ExitStack()
        self._turn = Lock()  # charts are rendered side by side
        self._root: Path | None = None
        self._whole = tree.may_hold_links()
        self._written: set[str] = set()

    def __enter__(self) -> Self:
        """For as long as the folder is needed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was written."""
        self._exit.close()

    def everything(self) -> Path | None:
        """The whole tree; None where it holds no links, so that nobody has to look for them."""
        return self.with_files(()) if self._whole else None

    def with_files(self, paths: Collection[str]) -> Path:
        """The folder, with these files at least.  Raises `OSError`."""
        with self._turn:
            if self._root is None:
                self._root = self._made()
            if not self._whole:
                copy(self._tree, set(paths) - self._written, self._root)
                self._written.update(paths)
            return self._root

    def _made(self) -> Path:
        if self._whole:
            return self._exit.enter_context(self._tree.materialise())
        return Path(self._exit.enter_context(temporary_folder()))


def copy(tree: Tree, paths: Iterable[str], folder: Path) -> None:
    """Write files of a tree below a folder; what is no file is passed over.  Raises `OSError`."""
    for path in paths:
        if tree.is_file(path):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(tree.saved(path))
