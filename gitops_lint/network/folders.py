"""Which folders of plain manifests meet, where no Application says it.

Folders that hold the same object each are alternatives: dev and prod, or the steps of a lesson.  With each goes what
lies in the same branch of the tree: ``dev/web`` and ``prod/web`` set ``dev/db`` and ``prod/db`` apart too.  A folder of
pods that names no namespace is a demo of its own, as a kustomization is.  All other folders meet.
"""

from __future__ import annotations

import posixpath
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.resource import Resource

FOLDERS = "folders"


def meeting_places(folders: Iterable[Deployable]) -> Mapping[int, str]:
    """What to call that which each folder is part of, by the identity of the folder."""
    found: dict[int, str] = {}
    joined: list[Deployable] = []
    for folder in folders:
        if _is_of_its_own(folder.resources):
            found[id(folder)] = folder.path
        else:
            joined.append(folder)
    branches = frozenset(_branches(joined))
    for folder in joined:
        branch = _branch_of(folder.path, branches)
        found[id(folder)] = f"{FOLDERS} in {branch}" if branch else FOLDERS
    return found


def _is_of_its_own(resources: Iterable[Resource]) -> bool:
    """Whether nothing says in which namespace its pods are."""
    items = list(resources)
    return any(item.workload is not None for item in items) and not any(item.namespace for item in items)


def _branches(folders: Iterable[Deployable]) -> Iterator[str]:
    """The folders at which the ways part to those that hold the same object."""
    holders: dict[tuple[str, str, str, str], set[tuple[str, ...]]] = {}
    for folder in folders:
        parts = () if folder.path == "." else tuple(folder.path.split("/"))
        for item in folder.resources:
            if item.namespace:
                holders.setdefault(item.identity, set()).add(parts)
    for places in set(map(frozenset, holders.values())):
        for pair in pairwise(sorted(places)):
            same = len(posixpath.commonprefix(pair))
            yield from ("/".join(parts[: same + 1]) for parts in pair if len(parts) > same)


def _branch_of(path: str, branches: Container[str]) -> str:
    """The nearest of the branches that a folder is in; nothing where it is in none."""
    while path and path not in branches:
        path = posixpath.dirname(path)
    return path
