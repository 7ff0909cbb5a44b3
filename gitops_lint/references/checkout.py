"""The files of this repository as a job of CI finds them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from gitops_lint.source.document import Document
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import OutsideTreeError, Tree, normalise

ROOT = "/\N{PLACE OF INTEREST SIGN}"
"""Stands for the folder of the checkout where a script names it by an absolute path."""

_LARGEST = 1024 * 1024


class Checkout:
    """The tree that is linted; nothing that is not in it is there."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def text(self, path: str) -> str | None:
        """The text of a file; None where there is none of that name, or none that can be read."""
        try:
            if not self.tree.is_file(normalise(path)):
                return None
            data = self.tree.read(normalise(path))
        except (OSError, ValueError, OutsideTreeError):
            return None
        return data.decode("utf-8", "replace") if len(data) <= _LARGEST else None

    def documents(self, path: str) -> tuple[Document, ...]:
        """The YAML documents of a file."""
        text = self.text(path)
        return parse(path, text.encode()).documents if text is not None else ()

    def load(self, path: str) -> Sequence[Document]:
        """The YAML documents of a file; raises `OSError` or `ValueError` where there are none."""
        parsed = parse(path, self.tree.read(path))
        if parsed.problems:
            raise ValueError(parsed.problems[0].message)
        return parsed.documents

    def mappings(self, path: str) -> Iterator[dict[str, Any]]:
        """Those of them that are mappings."""
        return (document.value for document in self.documents(path) if isinstance(document.value, dict))


def inside(folder: str, path: str) -> str:
    """A path that a script names in a folder, relative to the checkout; ``..`` and ``/`` lead out of it."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    if joined == ROOT:
        return "."
    return joined.removeprefix(f"{ROOT}/")
