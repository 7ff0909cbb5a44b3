"""The URLs under which the repository itself is known."""

from __future__ import annotations

import configparser
import os
import re
from pathlib import Path

from gitops_lint.settings import Config
from gitops_lint.source.tree import Tree

_SECTION = re.compile(r'^\s*\[remote\s+"')


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
