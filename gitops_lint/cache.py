"""Answers kept between runs: in the user's cache folder, by content, never inside a linted tree.

They are JSON with a checksum.  Nothing in it is ever executed or unpickled, so a hostile file in it can at worst give a
wrong answer to the user who owns the folder.  Losing it costs time only.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gitops_lint import __version__
from gitops_lint.memory import opened, sealed
from gitops_lint.patterns import regex

KEPT_DAYS = 30
"""What nobody has asked for so long is dropped, also what other versions of ours left."""

MAX_BYTES = 512 * 1024 * 1024
"""Above this, what has not been asked for the longest is dropped until a quarter of the room is free."""

_DAY = 24 * 60 * 60.0
_VERSION = regex(r"[0-9]+\.[0-9]+[0-9A-Za-z.+-]*")
_ENTRY = regex(r"[0-9A-Za-z-]+\.json(?:\.[0-9]+)?")
"""Names of our folders and files; nothing else is ever deleted."""


def outside(folder: str, root: Path) -> str:
    """The folder of a cache; none where it lies in the linted tree, into which nothing of ours is written."""
    within = folder and Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))
    return "" if within else folder


class Cache:
    """Small JSON values by key; every failure of the file system is a miss."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None
        self._root = self._folder / __version__ if self._folder is not None else None
        self._grown = False

    def _path(self, key: str) -> Path | None:
        return self._root / key[-2:] / f"{key}.json" if self._root is not None else None

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none."""
        path = self._path(key)
        if path is None:
            return None
        try:
            line = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):  # a folder that is only read
            if time.time() - path.stat().st_mtime > _DAY:
                os.utime(path)  # the time of a file says when it was last asked for, to the day
        return opened(key, line)

    def put(self, key: str, value: Any) -> None:
        """Keep a value; two writers of one key do not disturb each other."""
        path = self._path(key)
        if path is None:
            return
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_bytes(sealed(key, value))
            temporary.replace(path)
            self._grown = True
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def prune(self) -> None:
        """Drop what is old, and the oldest of what is too much.

        Asked for at the end of a run; looks at the folder only if the run added something, and once a day at most.
        """
        if self._folder is None or not self._grown:
            return
        with contextlib.suppress(OSError):
            if _is_due(self._folder / "pruned"):
                _drop(list(_entries(self._folder)))


Entry = tuple[float, int, str]
"""When it was last asked for, its size in bytes, its path."""


def _is_due(stamp: Path) -> bool:
    """Whether the last time is a day ago; from now on it is not.  Raises `OSError`."""
    with contextlib.suppress(FileNotFoundError):
        if abs(time.time() - stamp.stat().st_mtime) < _DAY:
            return False
    stamp.touch()
    return True


def _entries(folder: Path) -> Iterator[Entry]:
    """Every file of ours, of any version; no link is followed."""
    for version in _folders(folder):
        for shelf in _folders(version.path) if _VERSION.fullmatch(version.name) else ():
            with os.scandir(shelf.path) as files:
                for file in files:
                    if file.is_file(follow_symlinks=False) and _ENTRY.fullmatch(file.name):
                        state = file.stat(follow_symlinks=False)
                        yield state.st_mtime, state.st_size, file.path


def _folders(folder: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if entry.is_dir(follow_symlinks=False)]


def _drop(entries: list[Entry]) -> None:
    oldest_kept = time.time() - KEPT_DAYS * _DAY
    left = sum(size for _, size, _ in entries)
    room = MAX_BYTES if left <= MAX_BYTES else MAX_BYTES * 3 // 4
    for asked, size, path in sorted(entries):
        if asked >= oldest_kept and left <= room:
            return
        left -= size
        with contextlib.suppress(OSError):  # another run may have been here first
            os.unlink(path)
            os.rmdir(os.path.dirname(path))  # succeeds with the last one
