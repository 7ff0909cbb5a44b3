"""Other revisions of the repositories we have, read from their git objects when an Application names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from gitops_lint.argocd.world import Place
from gitops_lint.problem import Notice
from gitops_lint.source.mounted import MARK, MountedTree
from gitops_lint.source.refs import COMMIT, checked_out, git_folders

if TYPE_CHECKING:
    from gitops_lint.source.git import GitTree
    from gitops_lint.source.refs import Refs
    from gitops_lint.source.tree import Tree


Asked = tuple[str, str, str]
"""Folder, revision and tag prefix."""


class Revisions:
    """Turns a revision into the folder that shows it; git is started only for one that is not checked out."""

    def __init__(self, tree: MountedTree, branch: str = "") -> None:
        self._tree = tree
        self._branch = branch  #: the branch that a change is meant for, where somebody said it
        self._clones: dict[str, Clone | None] = {}
        self._places: dict[Asked, Place] = {}
        self._assumed: dict[str, str] = {}
        self.resolved: dict[Asked, str | None] = {}  #: which commit each revision was, None for one that is not held
        self.shown: dict[str, str] = {}  #: the commit of each folder that shows one

    def place(self, folder: str, revision: str, prefix: str = "") -> Place:
        """Where a revision of the repository at ``folder`` is to be seen; as checked out where it cannot be had."""
        key = (folder, revision, prefix)
        if key not in self._places:
            self._places[key] = self._look_up(*key)
        return self._places[key]

    def notices(self, at: str) -> Iterator[Notice]:
        """What was taken for granted since the last call; ``at`` is the file to say it at."""
        for revision, folder in self._assumed.items():
            where = "this folder" if folder == "." else f"'{folder}'"
            message = f"revision '{revision}' is taken for what {where} holds, which is no git repository"
            yield Notice("revision-assumed", at, message)
        self._assumed.clear()

    def _look_up(self, folder: str, revision: str, prefix: str) -> Place:
        if revision in ("", "HEAD"):
            return Place(folder)
        clone = self._clone(folder)
        if clone is None:
            if revision not in ("main", "master"):
                self._assumed[revision] = folder
            return Place(folder, certain=False)
        if not prefix and revision.removeprefix("refs/heads/") in clone.branches:
            return Place(folder)
        commit = clone.commit(revision, prefix)
        self.resolved[folder, revision, prefix] = commit
        self.resolved[folder, "HEAD", ""] = clone.head
        if commit is None:
            return Place(folder, certain=False, reason=f"revision '{prefix}{revision}' is not in this clone")
        if commit == clone.head:
            return Place(folder)
        return self._mounted(folder, clone, commit, revision)

    def _clone(self, folder: str) -> Clone | None:
        if folder not in self._clones:
            root = getattr(self._tree.tree_at(folder), "root", None)
            found = isinstance(root, Path) and git_folders(root) is not None
            branch = self._branch if folder == "." else ""
            self._clones[folder] = Clone(root, branch) if found and isinstance(root, Path) else None
        return self._clones[folder]

    def _mounted(self, folder: str, clone: Clone, commit: str, revision: str) -> Place:
        if commit not in clone.shown:
            from gitops_lint.source.git import GitError, GitTree, commit_entries

            try:
                tree = GitTree(clone.root, commit_entries(clone.root, commit), revision)
            except GitError as error:
                return Place(folder, certain=False, reason=f"revision '{revision}' cannot be read: {error}")
            name = "" if folder == "." else f"{folder.removeprefix(MARK)}{MARK}"
            mounted = clone.shown[commit] = self._tree.mount(f"{name}{revision.replace('/', '-')}", tree)
            self.shown[mounted] = commit
        return Place(clone.shown[commit])


def still_so(root: Path, branch: str, resolved: Iterable[tuple[str, str, str | None]]) -> bool:
    """Whether revisions (and tag prefixes) of a clone are the commits that they were."""
    clone = Clone(root, branch)
    return all(clone.commit(revision, prefix) == commit for revision, prefix, commit in resolved)


class Shown:
    """The files of a tree, and of commits of its clone that an earlier run showed beside it, by their folders."""

    def __init__(self, tree: Tree, commits: Mapping[str, str]) -> None:
        self._tree = tree
        self._commits = commits
        self._beside: dict[str, GitTree] = {}

    def read(self, path: str) -> bytes:
        """The bytes of a file; git is asked only for one of another commit.  Raises `OSError`."""
        folder, _, inside = path.partition("/")
        root = getattr(self._tree, "root", None)
        if folder not in self._commits or not isinstance(root, Path):
            return self._tree.read(path)
        from gitops_lint.source.git import GitError, GitTree, commit_entries

        try:
            if folder not in self._beside:
                commit = self._commits[folder]
                self._beside[folder] = GitTree(root, commit_entries(root, commit), commit)
        except GitError as error:
            raise FileNotFoundError(str(error)) from None
        with closing(self._beside[folder]) as tree:
            return tree.read(inside)


class Clone:
    """One clone and what was asked of it."""

    def __init__(self, root: Path, branch: str) -> None:
        self.root = root
        self.branches = checked_out(root) | ({branch} if branch else set())
        self.shown: dict[str, str] = {}  #: commit -> folder
        self._refs: Refs | None = None
        self._head: str | None = None

    @property
    def refs(self) -> Refs:
        """Branches and tags, read at the first question."""
        if self._refs is None:
            from gitops_lint.source.git import GitError
            from gitops_lint.source.refs import Refs, read_refs

            try:
                self._refs = read_refs(self.root)
            except GitError:
                self._refs = Refs()
        return self._refs

    @property
    def head(self) -> str | None:
        """The commit that is checked out; None before the first one."""
        if self._head is None:
            from gitops_lint.source.refs import commit_of

            self._head = commit_of(self.root, "HEAD")
        return self._head

    def commit(self, revision: str, prefix: str) -> str | None:
        """The commit Argo CD would deploy, if the clone holds it (``util/git/client.go`` lsRemote)."""
        from gitops_lint.argocd.semver import tag_for
        from gitops_lint.source.refs import commit_of

        if revision == "HEAD":
            return self.head
        if len(revision) == 40 and COMMIT.fullmatch(revision):
            return commit_of(self.root, revision)
        tag = tag_for(revision, self.refs.tags, prefix)
        found = self.refs.named(tag if tag is not None else revision)
        if found is None and COMMIT.fullmatch(revision):
            return commit_of(self.root, revision)
        return found
