"""Branches and tags of a clone, and what is checked out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gitops_lint.patterns import regex
from gitops_lint.source.git import GitError, git
from gitops_lint.values import dataclass, field

_HEADS, _TAGS, _REMOTES = "refs/heads/", "refs/tags/", "refs/remotes/"
COMMIT = regex(r"[0-9a-fA-F]{7,40}")


def git_folders(root: Path) -> tuple[Path, Path] | None:
    """The folder of the work tree's own state and that of the clone, which differ for ``git worktree``.

    Found without starting a process; None outside of git.
    """
    for folder in (root, *root.parents):
        git_path = folder / ".git"
        if git_path.is_dir():
            return git_path, git_path
        if git_path.is_file():  # a work tree or submodule: "gitdir: <folder>"
            own = folder / git_path.read_text("utf-8", "replace").partition(":")[2].strip()
            common = own / "commondir"
            return own, (own / common.read_text("utf-8").strip() if common.is_file() else own)
    return None


def checked_out(root: Path) -> frozenset[str]:
    """The branches that what is checked out stands for: the current one, and the one that it will be merged into.

    The latter is the default branch of ``origin`` where the clone knows it, else ``main`` and ``master``.
    """
    folders = git_folders(root)
    own, common = folders if folders is not None else (None, None)
    default = _symbolic(common / _REMOTES / "origin" / "HEAD", f"{_REMOTES}origin/") if common is not None else ""
    current = _symbolic(own / "HEAD", _HEADS) if own is not None else ""
    return frozenset(filter(None, (current, *((default,) if default else ("main", "master")))))


def _symbolic(file: Path, prefix: str) -> str:
    try:
        text = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    name = text.removeprefix("ref: ")
    return name.removeprefix(prefix) if name != text and name.startswith(prefix) else ""


@dataclass(frozen=True, slots=True)
class Refs:
    """What a clone calls its commits."""

    heads: Mapping[str, str] = field(default_factory=dict)  #: branch -> commit; the remote's, if known
    tags: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> str | None:
        """The commit of a branch, else of a tag, by its short or full name; in the order in which git lists them."""
        if name.startswith(_HEADS):
            return self.heads.get(name.removeprefix(_HEADS))
        if name.startswith(_TAGS):
            return self.tags.get(name.removeprefix(_TAGS))
        return self.heads.get(name) or self.tags.get(name)


def read_refs(root: Path) -> Refs:
    """All branches and tags; raises `GitError`."""
    heads: dict[str, str] = {}
    remote: dict[str, str] = {}
    tags: dict[str, str] = {}
    listed = git(root, "for-each-ref", "--format=%(refname)%00%(objectname)%00%(*objectname)")
    for line in listed.decode("utf-8", "replace").splitlines():
        name, oid, peeled = line.split("\0")
        if name.startswith(_HEADS):
            heads[name.removeprefix(_HEADS)] = oid
        elif name.startswith(_TAGS):
            tags[name.removeprefix(_TAGS)] = peeled or oid
        elif name.startswith(_REMOTES):
            # Argo CD asks the remote; of several, the first in git's order but ``origin`` before all.
            where, _, branch = name.removeprefix(_REMOTES).partition("/")
            if where == "origin" or branch not in remote:
                remote[branch] = oid
    return Refs({**heads, **remote}, tags)


def commit_of(root: Path, name: str) -> str | None:
    """The full id of a commit that the clone holds, from its full or abbreviated id."""
    try:
        return git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip() or None
    except GitError:
        return None
