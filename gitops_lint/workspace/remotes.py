"""The URLs under which the repository itself is known."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain, count
from pathlib import Path

from gitops_lint.patterns import regex
from gitops_lint.settings import Config
from gitops_lint.source.mounted import MARK, MountedTree
from gitops_lint.source.tree import DiskTree, Tree

_SECTION = regex(r'^\s*\[remote\s+"')


def own_urls(tree: Tree, config: Config) -> tuple[str, ...]:
    """The git remotes of the tree's repository, and what ``repositories:`` maps to ``.``.

    Read from git's own file: starting git for it would cost more than everything around it.
    """
    urls = [url for url, path in config.repositories.items() if os.path.normpath(path) == "."]
    root = getattr(tree, "root", None)
    if isinstance(root, Path):
        for folder in (root, *root.parents):
            file = _git_config(folder / ".git")
            if file is not None:
                urls += remotes(file)
                break
    return tuple(dict.fromkeys(urls))


def checkouts(config: Config) -> dict[str, tuple[str, str]]:
    """Other repositories by URL: the name they are mounted under, and their path as configured."""
    found: dict[str, tuple[str, str]] = {}
    names: dict[str, str] = {}
    for url, path in config.repositories.items():
        clean = os.path.normpath(path)
        if clean != ".":
            if clean not in names:
                names[clean] = _fresh(os.path.basename(clean), names.values())
            found[url] = (names[clean], clean)
    return found


def _fresh(name: str, taken: Iterable[str]) -> str:
    known = set(taken)
    return next(made for made in chain((name,), (f"{name}-{n}" for n in count(2))) if made not in known)


def with_checkouts(tree: Tree, config: Config) -> Tree:
    """The working copy with the checkouts of the configuration that are there; another kind of tree stays alone."""
    if type(tree) is not DiskTree:
        return tree
    root = tree.root
    mounts = {name: root / path for name, path in checkouts(config).values() if (root / path).is_dir()}
    return MountedTree(root, tree.paths(), mounts) if mounts else tree


def other_urls(tree: Tree, config: Config) -> dict[str, str]:
    """The mounted repositories: URL to folder."""
    if not isinstance(tree, MountedTree):
        return {}
    found = {url: f"{MARK}{name}" for url, (name, _) in checkouts(config).items()}
    return {url: folder for url, folder in found.items() if folder in tree.mounts}


def _git_config(git: Path) -> Path | None:
    if git.is_dir():
        return git / "config"
    if git.is_file():  # a work tree or submodule: "gitdir: <folder>"
        folder = Path(git.read_text("utf-8", "replace").partition(":")[2].strip())
        common = folder / "commondir"
        if common.is_file():
            folder = folder / common.read_text("utf-8").strip()
        return folder / "config"
    return None


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
