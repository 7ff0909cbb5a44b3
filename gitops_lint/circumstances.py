"""What decides about an answer beside the configuration: every file, the programs that render, what is checked out.

A key covers what is listed of a tree.  What else somebody looked at, such as a chart that git ignores, nobody knows
before the answer: it is kept beside it (`beside`), and looked at again before the answer is given (`still_beside`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from gitops_lint.settings import Config, deciding
from gitops_lint.source.git import GitTree
from gitops_lint.source.mounted import MountedTree
from gitops_lint.source.refs import checked_out, git_folders
from gitops_lint.source.tree import DiskTree, Tree
from gitops_lint.stamps import digest_of
from gitops_lint.workspace.remotes import own_urls

PROGRAMS = ("helm", "helm3", "helm4", "kustomize")

_NOTHING: Mapping[str, str] = MappingProxyType({})


def key_of(
    config: Config, parts: Iterable[str], trees: Iterable[Tree | None], meanings: Mapping[str, str] = _NOTHING
) -> str:
    """One key for what decides of a configuration, more parts and all that trees hold; empty where that cannot be told.

    ``meanings`` are what counts of some files of the first tree in place of their bytes.
    """
    import hashlib

    digest = hashlib.sha256()

    def add(text: str) -> None:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")

    for part in (repr(deciding(config)), *parts, *_programs()):
        add(part)
    try:
        for tree in trees:
            add(repr(_clone(tree, config)))
            for path, content in _contents(tree, meanings) if tree is not None else ():
                add(f"{path}\0{content}")
            meanings = _NOTHING
    except OSError:
        return ""
    return digest.hexdigest()


def _clone(tree: Tree | None, config: Config) -> tuple[object, ...]:
    """Whether a tree is one of git, what is checked out, and whose repository it is."""
    root = getattr(tree, "root", None)
    if tree is None or not isinstance(root, Path):
        return ()
    return git_folders(root) is not None, sorted(checked_out(root)), own_urls(tree, config)


def beside(tree: Tree) -> dict[str, str]:
    """What was looked at so far that is not listed, and how it was; nothing of trees that list all they hold."""
    disk = _disk(tree)
    return dict(disk.beside()) if disk is not None else {}


def unlisted(tree: Tree, other: Tree) -> Iterator[str]:
    """What was looked at so far that is there, though not listed, and of which another tree knows nothing."""
    for path, state in beside(tree).items():
        if state and not other.is_file(path) and not other.is_dir(path):
            yield path


def still_beside(tree: Tree, known: object) -> bool:
    """Whether what was looked at for an answer is as it was; from now on it counts as looked at in this run too."""
    disk = _disk(tree)
    if not isinstance(known, dict) or (disk is None and known):
        return False
    return disk is None or all(disk.state(path) == state for path, state in known.items())


def _disk(tree: Tree) -> DiskTree | None:
    base = tree.base if isinstance(tree, MountedTree) else tree
    return base if isinstance(base, DiskTree) else None


def _contents(tree: Tree, meanings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every path with what tells its content."""
    if isinstance(tree, MountedTree):
        tree = tree.base
    if isinstance(tree, GitTree):
        for path, entry in sorted(tree.entries.items()):
            yield path, meanings.get(path) or f"{entry.mode} {entry.oid}"
        return
    for path in tree.paths():
        yield path, meanings.get(path) or tree.digest(path) or _content(tree, path)


def _content(tree: Tree, path: str) -> str:
    """What a link leads to, or the digest of what is read."""
    full = os.path.join(tree.root, path) if isinstance(tree, DiskTree) else ""
    return f"-> {os.readlink(full)}" if full and os.path.islink(full) else digest_of(tree.read(path))


def _programs() -> Iterator[str]:
    import shutil

    for name in PROGRAMS:
        path = os.environ.get(f"GITOPS_LINT_{name.upper()}") or shutil.which(name) or ""
        try:
            state = os.stat(path) if path else None
        except OSError:  # named by the environment, and not there: then it is not run either
            state = None
        yield f"{name} {path} {state.st_mtime_ns if state else 0} {state.st_size if state else 0}"
