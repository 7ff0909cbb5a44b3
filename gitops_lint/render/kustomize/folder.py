"""Paths of a kustomization: what is local, what is remote, and what kustomize may read.

Source: ``api/internal/loader`` and ``api/internal/git/repospec.go``.
"""

from __future__ import annotations

import posixpath
from typing import Any

from gitops_lint.patterns import regex
from gitops_lint.source.mounted import is_mount
from gitops_lint.source.tree import OutsideTreeError, Tree, normalise

_SCHEME = regex(r"(?i)(?:git::)?(?:(ssh|https?|file)://|[a-z][a-z0-9-]*@[^/]+[:/]|github\.com[:/])")


def is_remote(path: str) -> bool:
    """Whether kustomize would fetch this rather than look for it on disk."""
    return _SCHEME.match(path) is not None


def is_remote_file(path: str) -> bool:
    """Whether a file path is a URL."""
    return path.lower().startswith(("http://", "https://"))


class Paths:
    """What is where in a tree, asked once per run."""

    def __init__(self, tree: Tree, memo: dict[Any, Any]) -> None:
        self._tree = tree
        if "links" not in memo:
            memo["links"] = tree.may_hold_links()
        self._links: bool = memo["links"]
        self._real: dict[str, str | None] = memo.setdefault("real paths", {})
        self._kinds: dict[str, str] = memo.setdefault("kinds of paths", {})
        self._names: dict[str, frozenset[str]] = memo.setdefault("names in folders", {})

    def real(self, path: str) -> str:
        """The normalised path with symbolic links followed.  Raises `OutsideTreeError`."""
        if path not in self._real:
            self._real[path] = self._follow(path)
        found = self._real[path]
        if found is None:
            raise OutsideTreeError(f"'{path}' leads out of the repository")
        return found

    def _follow(self, path: str) -> str | None:
        try:
            clean = normalise(path)
        except OutsideTreeError:
            return None
        if not self._links or clean == ".":
            return clean
        if ".." in path.split("/"):
            # A link on the way decides where its parent is.
            return self._resolved(path)
        parent, name = posixpath.split(clean)
        try:
            above = self.real(parent or ".")
        except OutsideTreeError:
            return None
        here = name if above == "." else f"{above}/{name}"
        return self._resolved(here) if self._tree.link(here) else here

    def _resolved(self, path: str) -> str | None:
        steps, rest = [], path.split("/")
        while rest and rest[0] != "..":
            steps.append(rest.pop(0))
        if rest and steps:
            # ``a/b/../c``: the part before the first step up is asked for often.
            try:
                above = self.real("/".join(steps))
            except OutsideTreeError:
                return None
            while rest and rest[0] == "..":
                rest.pop(0)
                if above in (".", "") or is_mount(above):
                    return None
                above = posixpath.dirname(above) or "."
            below = "/".join(part for part in rest if part not in ("", "."))
            try:
                return self.real(joined(above, below) if below else above)
            except OutsideTreeError:
                return None
        try:
            return self._tree.resolve(path)
        except OutsideTreeError:
            return None
        except OSError:
            return path  # links in a circle, where nothing can be read

    def is_file(self, real: str) -> bool:
        """Whether a real path is a file."""
        return self._kind(real) == "file"

    def is_dir(self, real: str) -> bool:
        """Whether a real path is a folder."""
        return self._kind(real) == "folder"

    def _kind(self, real: str) -> str:
        if real not in self._kinds:
            listed = real == "." or is_mount(real)
            missing = not listed and posixpath.basename(real) not in self.names(posixpath.dirname(real) or ".")
            self._kinds[real] = (
                "" if missing else "file" if self._tree.is_file(real) else "folder" if self._tree.is_dir(real) else ""
            )
        return self._kinds[real]

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder."""
        if folder not in self._names:
            self._names[folder] = frozenset(self._tree.listdir(folder))
        return self._names[folder]


def joined(folder: str, path: str) -> str:
    """A path as a kustomization in ``folder`` means it; not normalised, because links come first."""
    return path if folder == "." else posixpath.join(folder, path)


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder or below it."""
    return folder in (".", path) or path.startswith(folder + "/")
