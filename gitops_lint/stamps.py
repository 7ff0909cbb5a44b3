"""What tells the content of files on disk, remembered by what the file system says of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from time import time_ns
from typing import Any

RACY = 2_000_000_000
"""Nanoseconds in which a file may change twice and show the same time: what changed so shortly before it was looked at
is looked at again (git calls such entries racy; two seconds is the coarsest clock of a file system, FAT's)."""


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file at once: readers see the old or the new one.  Raises `OSError`."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def digest_of(data: bytes) -> str:
    """What tells these bytes from any others."""
    from hashlib import blake2b

    return blake2b(data, digest_size=16).hexdigest()


class Stamps:
    """The digests of files on disk, computed again only where size, times or inode have changed."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, list[Any]] | None = None
        self._new: dict[str, list[Any]] = {}
        self._started = time_ns()

    def digest(self, path: str, full: str, state: os.stat_result) -> str:
        """The digest of the regular file ``full``, known here as ``path``; raises `OSError`."""
        facts = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        known = self._load().get(path)
        if known is not None and known[:-1] == facts:
            return str(known[-1])
        with open(full, "rb") as file:
            digest = digest_of(file.read())
        self._new[path] = [*facts, digest]
        return digest

    def save(self) -> None:
        """Write what is known now."""
        if self._path is None or not self._new:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            data = {"at": self._started, "files": {**self._load(), **self._new}}
            write_whole(self._path, json.dumps(data, separators=(",", ":")).encode())
        except (OSError, ValueError):
            pass
        self._new.clear()

    def _load(self) -> Mapping[str, list[Any]]:
        if self._known is None:
            try:
                data = json.loads(self._path.read_bytes()) if self._path is not None else {}
                latest = data["at"] - RACY
                self._known = {path: facts for path, facts in data["files"].items() if max(facts[1], facts[2]) < latest}
            except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
                self._known = {}
        return self._known
