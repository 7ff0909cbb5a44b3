"""Answers kept between runs: in the user's cache folder, keyed by content, as JSON, never inside a linted tree.

Nothing in it is ever executed or unpickled, so a hostile file in it can at worst give a wrong answer to the user who
owns the folder.  Losing it costs time only.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from gitops_lint import __version__

MAX_FILES = 20_000
"""Beyond this many entries the oldest half is dropped."""


class Cache:
    """Small JSON values by key; every failure of the file system is a miss."""

    def __init__(self, folder: str) -> None:
        self._root = Path(folder) / __version__ if folder else None

    def _path(self, key: str) -> Path | None:
        return self._root / key[-2:] / f"{key}.json" if self._root is not None else None

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none."""
        path = self._path(key)
        if path is None:
            return None
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value; two writers of one key do not disturb each other."""
        path = self._path(key)
        if path is None:
            return
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_text(json.dumps(value), "utf-8")
            temporary.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def prune(self) -> None:
        """Drop the older half when there are too many."""
        if self._root is None or not self._root.is_dir():
            return
        files = list(self._root.glob("*/*.json"))
        if len(files) > MAX_FILES:
            for file in sorted(files, key=lambda item: item.stat().st_mtime)[: len(files) // 2]:
                with contextlib.suppress(OSError):
                    file.unlink()
