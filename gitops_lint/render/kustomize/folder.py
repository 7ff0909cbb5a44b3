"""Paths of a kustomization: what is local, what is remote, and what kustomize may read.

Source: ``api/internal/loader`` and ``api/internal/git/repospec.go``.
"""

from __future__ import annotations

import os
import posixpath
import re

from gitops_lint.source.tree import OutsideTreeError, Tree, normalise

_SCHEME = re.compile(r"(?i)(?:git::)?(?:(ssh|https?|file)://|[a-z][a-z0-9-]*@[^/]+[:/]|github\.com[:/])")
_SHARED = re.compile(r"(?i)^(?:git::)")


def is_remote(path: str) -> bool:
    """Whether kustomize would fetch this rather than look for it on disk."""
    return _SCHEME.match(path) is not None


def is_remote_file(path: str) -> bool:
    """Whether a file path is a URL."""
    return path.lower().startswith(("http://", "https://"))


def real_path(tree: Tree, path: str) -> str:
    """The normalised path with symbolic links followed.  Raises `OutsideTreeError`."""
    clean = normalise(path)
    root = getattr(tree, "root", None)
    if root is None:
        return clean
    real = os.path.realpath(os.path.join(root, clean))
    relative = os.path.relpath(real, root).replace(os.sep, "/")
    if relative == ".." or relative.startswith("../"):
        raise OutsideTreeError(f"'{path}' leads out of the repository")
    return relative


def joined(folder: str, path: str) -> str:
    """A path as a kustomization in ``folder`` means it; not normalised, because links come first."""
    return path if folder == "." else posixpath.join(folder, path)


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder or below it."""
    return folder == "." or path == folder or path.startswith(folder + "/")
