"""A working copy with the unsaved texts of an editor in it."""

from __future__ import annotations

from collections.abc import Mapping

from gitops_lint.source.tree import DiskTree


class OverlayTree(DiskTree):
    """Files on disk; open ones as the editor has them.

    What was never saved is no part of the repository yet.  Programs such as helm are handed the saved files: what they
    render follows when a file is saved.
    """

    def __init__(self, disk: DiskTree, texts: Mapping[str, str]) -> None:
        super().__init__(disk.root, disk.paths(), disk.name)
        self._texts = {path: text.encode("utf-8", "surrogatepass") for path, text in texts.items()}

    def read(self, path: str) -> bytes:
        """The open text, else the saved one."""
        return self._texts[path] if path in self._texts else super().read(path)

    def saved(self, path: str) -> bytes:
        """The saved text."""
        return super().read(path)

    def digest(self, path: str) -> str:
        """That of the saved file; nothing for an open text, which will not be met again."""
        return "" if path in self._texts else super().digest(path)
