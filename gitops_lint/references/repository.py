"""Where references of a repository's objects may lead: a `World` per cluster, and one of all there is.

What Applications bring to one cluster meets. What no Application deploys is unplaced: overlays of dev and prod never
meet, so that a kustomization is a world of its own; but it may run beside anything, and is searched before something
is called missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from gitops_lint.model.resource import CLUSTER_SCOPED as CORE
from gitops_lint.references.catalogue import CLUSTER_SCOPED
from gitops_lint.references.extract import references_of
from gitops_lint.references.matching import Entry
from gitops_lint.references.resolve import MISSING, Resolution, World

if TYPE_CHECKING:
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource
    from gitops_lint.references.values import Reference


def is_cluster_scoped(item: Resource) -> bool:
    """Whether its kind is known to have no namespace."""
    return _is_cluster_scoped(item.group, item.kind)


@lru_cache(1024)
def _is_cluster_scoped(group: str, kind: str) -> bool:
    return (group, kind) in CORE or f"{group}/{kind}" in CLUSTER_SCOPED


def namespace_of(item: Resource) -> str:
    """The namespace it lives in; '' for a cluster-scoped one, a stand-in where nothing says."""
    if is_cluster_scoped(item):
        return ""
    deployable = item.deployable
    return item.namespace or (f"({deployable.path or '.'})" if deployable is not None else "(default)")


def world_of(repo: Repository, deployable: Deployable) -> World:
    """What one deployable holds; ask through ``repo.once``."""
    return _world(repo, deployable.resources)


def world_beside(repo: Repository, scope: str) -> World:
    """What may run in a cluster: all that goes there, and all that nobody placed; ask through ``repo.once``."""
    here = [each for each in repo.deployables if scope in ("", _scope_of(each)) or not _scope_of(each)]
    return World.of((repo.once(world_of, each) for each in here), repo.once(pod_paths))


def scope_of(item: Resource) -> str:
    """The cluster it goes to; '' where nothing says."""
    return _scope_of(item.deployable) if item.deployable is not None else ""


def _scope_of(deployable: Deployable) -> str:
    if deployable.application is None:
        return ""
    return deployable.cluster.name or deployable.cluster.server


def resolve(repo: Repository, item: Resource, reference: Reference) -> Resolution:
    """What a reference leads to: in its own deployable, else in its cluster, else by ``external`` or nowhere."""
    where = namespace_of(item)
    if item.deployable is None:
        return Resolution(MISSING)
    found = repo.once(world_of, item.deployable).resolve(reference, where)
    if found.outcome != MISSING:
        return found
    return repo.once(world_beside, scope_of(item)).resolve(reference, where)


def references(repo: Repository, item: Resource) -> tuple[Reference, ...]:
    """The references of an object; ask through ``repo.once``."""
    return tuple(references_of(item.value, repo.once(pod_paths)))


def pod_paths(repo: Repository) -> Mapping[str, str]:
    """Where the configuration says custom workloads have their pod templates."""
    return {f"{item.group}/{item.kind}": item.pod_template for item in repo.config.workloads}


def is_external(repo: Repository, reference: Reference, namespace: str) -> bool:
    """Whether the configuration says that the target exists, though not in git."""
    where = namespace if reference.namespace is None else reference.namespace
    return any(
        item.kind == reference.kind
        and (not item.group or item.group == reference.group)
        and fnmatchcase(reference.name, item.name)
        and (item.namespace == "*" or fnmatchcase(where, item.namespace))
        for item in repo.config.external
    )


def _world(repo: Repository, items: Iterable[Resource]) -> World:
    return World((Entry(item, item.value, namespace_of(item)) for item in items), repo.once(pod_paths))
