"""Which files there are: once each, ignored ones left out, links that lead nowhere reported."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from gitops_lint.problem import Notice, Problem
from gitops_lint.source.git import GitError, git, git_root
from gitops_lint.source.globs import GlobSet
from gitops_lint.source.tree import DiskTree, OutsideTreeError, Tree
from gitops_lint.values import dataclass

SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", ".terraform", ".venv", "node_modules", "__pycache__"})
"""Never part of a repository's content; git ignores most of them anyway."""

MANIFEST_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files of a tree that may hold manifests, and what was wrong on the way there."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()


def working_copy(root: Path) -> DiskTree:
    """The files of a folder: what git tracks or would add; all of them outside of git."""
    paths = _git_paths(root) if git_root(root) else None
    return DiskTree(root, sorted(paths if paths is not None else _walk(root)))


def _git_paths(root: Path) -> Iterable[str] | None:
    try:
        listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", ".")
    except GitError:
        return None
    paths = [os.fsdecode(path) for path in listed.split(b"\0") if path]
    top = str(root)
    return [path for path in paths if os.path.lexists(os.path.join(top, path))]


def _walk(root: Path) -> Iterable[str]:
    top = str(root)
    for folder, names, files in os.walk(top):
        names[:] = [name for name in names if name not in SKIPPED_FOLDERS]
        inside = os.path.relpath(folder, top).replace(os.sep, "/")
        prefix = "" if inside == "." else inside + "/"
        yield from (prefix + name for name in files)
        # A link to a folder is listed like a file: what it leads to is listed where it really is.
        yield from (prefix + name for name in names if os.path.islink(os.path.join(folder, name)))


def discover(tree: Tree, exclude: Sequence[str] = ()) -> Discovery:
    """The files that may hold manifests; each real file once, under its own path."""
    excluded = GlobSet(exclude)
    files: list[str] = []
    problems: list[Problem] = []
    notices: list[Notice] = []
    for path in tree.paths():
        if excluded.matches(path):
            continue
        target = tree.link(path)
        if target:
            problem = _link_problem(tree, path, target)
            if isinstance(problem, Notice):
                notices.append(problem)
            elif problem is not None:
                problems.append(problem)
            continue
        if path.endswith(MANIFEST_SUFFIXES):
            files.append(path)
    return Discovery(tuple(files), tuple(problems), tuple(notices))


def _link_problem(tree: Tree, path: str, target: str) -> Problem | Notice | None:
    try:
        real = tree.resolve(path)
    except OutsideTreeError:
        return Notice("link-outside", path, f"symbolic link to '{target}' leads out of the repository")
    except OSError:
        return Problem("symlink-dangling", path, f"symbolic link to '{target}' is a loop", key=target)
    if tree.is_dir(real):
        loop = real == "." or path.startswith(f"{real}/")
        message = f"symbolic link to '{target}' leads to a folder that it is in itself"
        return Notice("link-loop", path, message) if loop else None
    if tree.is_file(real):
        return None
    return Problem("symlink-dangling", path, f"symbolic link to '{target}' leads nowhere", key=target)
