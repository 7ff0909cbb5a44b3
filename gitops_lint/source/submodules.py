"""What submodules hold that are checked out: of each, a tree of git names no more than the commit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from gitops_lint.source.git import SUBMODULE, Entry, GitError, all_entries, git

_OWN = "--git-dir=.git"
"""In a hook the environment names the repository of the commit."""


def beneath(root: Path, entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[str]]:
    """The files of the submodules among these entries, and the folders of the objects they are.

    Nothing of one that is not checked out, or does not have that commit.
    """
    found: dict[str, Entry] = {}
    objects: list[str] = []
    for path, entry in entries.items():
        folder = root / path
        if entry.mode != SUBMODULE or not (folder / ".git").exists() or os.path.realpath(folder) != str(folder):
            continue
        try:
            held = all_entries(folder, entry.oid, _OWN)
            objects.append(str(folder / os.fsdecode(git(folder, _OWN, "rev-parse", "--git-path", "objects")).strip()))
        except GitError:
            continue
        found |= {f"{path}/{name}": each for name, each in held.items()}
    return found, objects
