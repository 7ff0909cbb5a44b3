"""The tree that Applications form: what is behind the one that an object comes from."""

from __future__ import annotations

from collections.abc import Mapping

from gitops_lint.argocd.destinations import IN_CLUSTER_NAME, IN_CLUSTER_SERVER
from gitops_lint.argocd.instance import root_of
from gitops_lint.rule import Application, Deployable, Repository, Resource
from gitops_lint.syncplan import hooks
from gitops_lint.syncplan.options import csv, option_value
from gitops_lint.syncplan.prune import RESOURCE_POLICY

_OWN = frozenset({"Application", "ApplicationSet", "AppProject", "ArgoCD"})


def deployed_by(application: Application, repo: Repository) -> Deployable | None:
    """What an Application deploys; None for a second copy of one that is known."""
    return repo.once(_deployables).get(id(application))


def instance_of(application: Application) -> object:
    """What tells Argo CD instances apart as far as files do: its name, else the root that brings the Application.

    An Application that a parent puts into another cluster belongs to the Argo CD there.
    """
    root = root_of(application)
    parents = application.deployable.ancestors if application.deployable is not None else []
    away = (item.cluster.name for item in parents if item.cluster.name not in ("", IN_CLUSTER_NAME))
    return (root.instance if root is not None else "") or id(root), next(away, "")


def cluster_key(deployable: Deployable, application: Application) -> object:
    """What two Applications have in common if they go to one cluster for certain."""
    cluster = deployable.cluster
    if cluster.declared and cluster.server != IN_CLUSTER_SERVER:
        return cluster.name
    if not (cluster.name or cluster.server):
        return None
    return cluster.name, cluster.server, instance_of(application)


def exists(repo: Repository, path: str) -> bool:
    """Whether a file or folder of that path is in the tree; no path that leaves it is."""
    try:
        return repo.tree.is_dir(path) or repo.tree.is_file(path)
    except (OSError, ValueError):  # outside the tree; a NUL
        return False


def sets_up_argocd(resource: Resource) -> bool:
    """Whether an object is one of Argo CD's own, unlike a Rollout or a Workflow, which have its group too."""
    return resource.group == "argoproj.io" and resource.kind in _OWN


def made_by_sets(repo: Repository) -> Mapping[int, Deployable]:
    """The Applications of each ApplicationSet that was expanded, by the id of the set."""
    return {id(item.application_set): item for item in repo.deployables if item.application_set is not None}


def is_deleted_with(resource: Resource, application: Resource, repo: Repository) -> bool:
    """Whether an object goes when the Application that deploys it is deleted with its finalizer.

    Source: ``shouldBeDeleted`` in ``controller/appcontroller.go``; since 3.4 the Application's options count too.
    """
    wanted = option_value(csv(resource.value), "Delete")
    if wanted is None and repo.config.argocd.version >= (3, 4):
        options = [text for text in application.sequence("spec", "syncPolicy", "syncOptions") if isinstance(text, str)]
        wanted = option_value(options, "Delete")
    return wanted not in ("false", "confirm") and "keep" not in hooks.csv(resource.value, RESOURCE_POLICY)


def _deployables(repo: Repository) -> Mapping[int, Deployable]:
    return {id(deployable.application): deployable for deployable in repo.deployables if deployable.application}
