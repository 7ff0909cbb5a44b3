"""The URLs under which the repository itself is known."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gitops_lint.patterns import regex
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy
from gitops_lint.source.mounted import MARK, MountedTree, fresh_name
from gitops_lint.source.refs import git_folders
from gitops_lint.source.tree import DiskTree, Tree

_SECTION = regex(r'^\s*\[remote\s+"')


def own_urls(tree: Tree, config: Config) -> tuple[str, ...]:
    """The git remotes of the tree's repository, and what ``repositories:`` maps to ``.``.

    Read from git's own file: starting git for it would cost more than everything around it.
    """
    urls = [url for url, path in config.repositories.items() if os.path.normpath(path) == "."]
    root = getattr(tree, "root", None)
    if isinstance(root, Path):
        folders = git_folders(root)
        if folders is not None:
            urls += remotes(folders[1] / "config")
    return tuple(dict.fromkeys(urls))


def checkouts(config: Config) -> dict[str, tuple[str, str]]:
    """Other repositories by URL: the name they are mounted under, and their path as configured."""
    found: dict[str, tuple[str, str]] = {}
    names: dict[str, str] = {}
    for url, path in config.repositories.items():
        clean = os.path.normpath(path)
        if clean != ".":
            if clean not in names:
                names[clean] = fresh_name(os.path.basename(clean), names.values())
            found[url] = (names[clean], clean)
    return found


class Checkout(DiskTree):
    """Another repository on disk; its files are listed only where somebody asks for all of them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, ())
        self._listed = False

    def paths(self) -> Sequence[str]:
        """What git tracks or would add."""
        if not self._listed:
            self._listed = True
            self._paths = working_copy(self.root).paths()
        return self._paths


def with_checkouts(tree: Tree, config: Config) -> MountedTree:
    """The tree with the checkouts of the configuration that are there, each as it lies on disk."""
    root = getattr(tree, "root", None)
    mounts: dict[str, Tree] = {}
    if isinstance(root, Path):
        others = {name: root / path for name, path in checkouts(config).values()}
        mounts = {name: Checkout(path) for name, path in others.items() if path.is_dir()}
    return MountedTree(tree, mounts)


def other_urls(tree: MountedTree, config: Config) -> dict[str, str]:
    """The mounted repositories: URL to folder."""
    found = {url: f"{MARK}{name}" for url, (name, _) in checkouts(config).items()}
    return {url: folder for url, folder in found.items() if folder in tree.mounts}


def remotes(file: Path) -> list[str]:
    """The URLs of all remotes in a git configuration."""
    import configparser

    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
        # Git indents its keys; configparser takes that for a continuation.
        parser.read_string("\n".join(line.strip() for line in lines))
    except (OSError, configparser.Error):
        return []
    return [
        url
        for section in parser.sections()
        if _SECTION.match(f"[{section}")
        for url in [parser.get(section, "url", fallback=None)]
        if url
    ]
