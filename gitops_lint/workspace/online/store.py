"""Folders in the user's cache that hold what was fetched; each appears whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from gitops_lint.render.request import FetchError

MAX_BYTES = 256 * 1024 * 1024
"""What is larger is no source of manifests."""


class Store:
    """The part of the cache for one kind of thing; without a cache a folder that ends with the run."""

    def __init__(self, root: Path, kind: str) -> None:
        self._root = root / "online" / kind

    def get(self, *names: str) -> Path | None:
        """The folder that is known by these names; None if it was not fetched yet."""
        path = self._path(names)
        return path if path.is_dir() else None

    def put(self, make: Callable[[Path], Path], *names: str) -> Path:
        """Keep the folder that ``make`` fills below the one it is given.  Raises what ``make`` raises."""
        path = self._path(names)
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=self._root, prefix="new-") as folder:
            made = make(Path(folder))
            if size_of(made) > MAX_BYTES:
                raise FetchError(f"it has more than {MAX_BYTES // 1024 // 1024} MiB")
            with contextlib.suppress(OSError):  # another run was faster
                made.rename(path)
            if not path.is_dir():  # it cannot be replaced
                shutil.copytree(made, path, symlinks=True)
        return path

    def _path(self, names: tuple[str, ...]) -> Path:
        return self._root / hashlib.sha256("\0".join(names).encode()).hexdigest()[:32]


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(os.lstat(os.path.join(place, name)).st_size for place, _, names in os.walk(folder) for name in names)
