"""Whether a change of files may reach what Argo CD deploys, so that it is worth knowing what was there before."""

from __future__ import annotations

from collections.abc import Collection

from gitops_lint.model.repository import Repository
from gitops_lint.source.differing import leads_further
from gitops_lint.source.discover import MANIFEST_SUFFIXES
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import Tree, readable

_GROUP = "argoproj.io"
_KINDS = ("Application", "ApplicationSet", "AppProject")
_MOST_READ = 50  # a change of more files than these is hardly one of comments


def may_reach(repo: Repository, before: Tree, touched: Collection[str]) -> bool:
    """Whether one of the files, which are not as they were ``before``, is part of an Application or was one."""
    if leads_further(touched, repo.tree, before):
        return True
    said = {item.origin.first.path for kind in _KINDS for item in repo.of_kind(_GROUP, kind)}
    parts = said | repo.sources if said else frozenset()
    gone = [path for path in touched if not repo.tree.is_file(path) and path.endswith(MANIFEST_SUFFIXES)]
    if any(said or _GROUP.encode() in readable(before, path) for path in gone):
        return True
    reached = [path for path in touched if path in parts]
    return len(reached) > _MOST_READ or any(not _says_the_same(repo, before, path) for path in reached)


def _says_the_same(repo: Repository, before: Tree, path: str) -> bool:
    """Whether a manifest differs in comments and the like alone."""
    now = [document.value for document in repo.documents if document.path == path]
    if not now:
        return False
    parsed = parse(path, readable(before, path))
    return not parsed.problems and [document.value for document in parsed.documents] == now
