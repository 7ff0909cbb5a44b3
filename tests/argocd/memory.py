"""Repositories in memory, and those of a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath


class Memory:
    """The same files at every URL and revision; ``urls`` narrows what is known."""

    def __init__(self, files: dict[str, str], urls: Iterable[str] = (), dirs: Iterable[str] = ()) -> None:
        self._files = files
        self._urls = set(urls)
        self._dirs = set(dirs)

    def _known(self, url: str) -> bool:
        return not self._urls or url in self._urls

    def directories(self, repo_url: str, revision: str) -> Iterable[str] | None:
        if not self._known(repo_url):
            return None
        found = {str(parent) for name in self._files for parent in PurePosixPath(name).parents}
        return (found | self._dirs) - {"."}

    def files(self, repo_url: str, revision: str) -> Iterable[str] | None:
        return list(self._files) if self._known(repo_url) else None

    def read(self, repo_url: str, revision: str, path: str) -> bytes | None:
        return self._files[path].encode()


def folder(root: Path, *urls: str) -> Memory:
    """The files listed in ``TREE.txt`` of a corpus; content is not read."""
    names = (root / "TREE.txt").read_text().splitlines()
    return Memory({name.strip(): "" for name in names if name.strip()}, urls)
