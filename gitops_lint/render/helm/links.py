"""Symbolic links of a chart: helm follows each, wherever it leads, so that none may lead out of its repository.

Argo CD does not render a repository with such a link at all (``util/app/path/path.go``, CheckOutOfBoundsSymlinks).
"""

from __future__ import annotations

import os
from pathlib import Path

from gitops_lint.source.mounted import is_mounted
from gitops_lint.source.tree import Tree


def link_outside(tree: Tree, root: Path, chart: str) -> str | None:
    """The first link below a chart's folder that leads out of its repository; ``root`` shows the tree on disk."""
    repository = root / chart.partition("/")[0] if is_mounted(chart) else _repository(tree, root)
    jail = os.path.realpath(repository)
    top = os.path.realpath(root / chart if is_mounted(chart) else repository / chart)
    if not _is_inside(top, jail):
        return chart
    seen, todo = {top}, [top]
    while todo:
        for entry in sorted(os.scandir(todo.pop()), key=lambda entry: entry.name):
            real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            if not _is_inside(real, jail):
                return f"{chart}/{os.path.relpath(entry.path, top)}".removeprefix("./")
            if os.path.isdir(real) and real not in seen:
                seen.add(real)
                todo.append(real)
    return None


def _repository(tree: Tree, root: Path) -> Path:
    """The top of the tree on disk; beside others it is a folder of links to what is there (`MountedTree`)."""
    own = (name for name in os.listdir(root) if not is_mounted(name)) if getattr(tree, "mounts", None) else iter(())
    first = next(own, None)
    return Path(os.readlink(root / first)).parent if first is not None else root


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
