"""Folders in the user's cache that hold what was fetched; each appears whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gitops_lint.cache import KEPT_DAYS
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
        if not path.is_dir():
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the time of a folder says when it was last asked for
        return path

    def put(self, make: Callable[[Path], Path], *names: str) -> Path:
        """Keep the folder that ``make`` fills below the one it is given.  Raises what ``make`` raises."""
        path = self._path(names)
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._drop_old()
        with tempfile.TemporaryDirectory(dir=self._root, prefix="new-") as folder:
            made = make(Path(folder))
            if size_of(made) > MAX_BYTES:
                raise FetchError(f"it has more than {MAX_BYTES // 1024 // 1024} MiB")
            with contextlib.suppress(OSError):  # another run was faster
                made.rename(path)
            if not path.is_dir():  # it cannot be replaced
                shutil.copytree(made, path, symlinks=True)
        os.utime(path)  # an archive may have brought a time of its own
        return path

    def _drop_old(self) -> None:
        """Drop what nobody has asked for, and what runs that were interrupted have left."""
        oldest_kept = time.time() - KEPT_DAYS * 24 * 60 * 60
        with os.scandir(self._root) as entries:
            old = [entry.path for entry in entries if entry.stat(follow_symlinks=False).st_mtime < oldest_kept]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)

    def _path(self, names: tuple[str, ...]) -> Path:
        return self._root / hashlib.sha256("\0".join(names).encode()).hexdigest()[:32]


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(os.lstat(os.path.join(place, name)).st_size for place, _, names in os.walk(folder) for name in names)
