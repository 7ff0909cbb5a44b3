"""Folders that are read but not linted: rules, profiles and schemas of the repository or of an installed package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gitops_lint.source.tree import Tree


class Folder(Protocol):
    """As much of a path, or of an installed package's ``Traversable``, as those who read such folders ask for."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        ...

    def iterdir(self) -> Iterator[Folder]:
        """What is inside."""
        ...

    def is_dir(self) -> bool:
        """Whether it has an inside."""
        ...

    def read_bytes(self) -> bytes:
        """The content of a file."""
        ...


class TreeFolder:
    """A folder of a tree; the tree is a jail."""

    def __init__(self, tree: Tree, path: str) -> None:
        self._tree = tree
        self.path = path
        self.name = path.rpartition("/")[2]

    def __str__(self) -> str:
        """The path, for messages."""
        return self.path

    def iterdir(self) -> Iterator[TreeFolder]:
        """What is inside."""
        prefix = "" if self.path == "." else f"{self.path}/"
        return (TreeFolder(self._tree, f"{prefix}{name}") for name in self._tree.listdir(self.path))

    def is_dir(self) -> bool:
        """Whether it has an inside."""
        return self._tree.is_dir(self.path)

    def read_bytes(self) -> bytes:
        """The content of a file; raises `OSError`."""
        return self._tree.read(self.path)


def files_below(folder: Folder, depth: int = 4) -> Iterator[tuple[str, Folder]]:
    """Every file of a folder with its path below it, sorted; what lies deeper than ``depth`` folders is passed over."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if not item.is_dir():
            yield item.name, item
        elif depth > 0 and not item.name.startswith("."):
            yield from ((f"{item.name}/{path}", file) for path, file in files_below(item, depth - 1))
