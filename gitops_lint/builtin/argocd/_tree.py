"""The tree that Applications form: what is behind the one that an object comes from."""

from __future__ import annotations

from collections.abc import Mapping

from gitops_lint.argocd.destinations import IN_CLUSTER_SERVER
from gitops_lint.rule import Application, Deployable, Repository, Resource

_DEEPEST = 50


def root_of(resource: Resource, repo: Repository) -> Deployable | None:
    """The deployable that nobody in the repository deploys, from which the object comes in the end."""
    deployable = resource.deployable
    for _ in range(_DEEPEST):
        if deployable is None:
            return None
        parent: Resource | None = deployable.application
        if deployable.kind == "applicationset":
            parent = repo.once(_sets).get(deployable.path)
        if parent is None or parent.deployable is None or parent.deployable is deployable:
            return deployable
        deployable = parent.deployable
    return deployable


def deployed_by(application: Application, repo: Repository) -> Deployable | None:
    """What an Application deploys; None for a second copy of one that is known."""
    return repo.once(_deployables).get(id(application))


def instance_of(application: Application, repo: Repository) -> object:
    """What tells Argo CD instances apart as far as files do: the root that brings the Application."""
    return id(root_of(application, repo))


def cluster_key(deployable: Deployable, application: Application, repo: Repository) -> object:
    """What two Applications have in common if they go to one cluster for certain."""
    cluster = deployable.cluster
    if cluster.declared and cluster.server != IN_CLUSTER_SERVER:
        return cluster.name
    if not (cluster.name or cluster.server):
        return None
    return cluster.name, cluster.server, instance_of(application, repo)


def exists(repo: Repository, path: str) -> bool:
    """Whether a file or folder of that path is in the tree; no path that leaves it is."""
    try:
        return repo.tree.is_dir(path) or repo.tree.is_file(path)
    except (OSError, ValueError):  # outside the tree; a NUL
        return False


def _sets(repo: Repository) -> Mapping[str, Resource]:
    return {resource.origin.first.path: resource for resource in repo.application_sets}


def _deployables(repo: Repository) -> Mapping[int, Deployable]:
    return {id(deployable.application): deployable for deployable in repo.deployables if deployable.application}
