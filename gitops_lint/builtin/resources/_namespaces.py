"""What objects of one kind live beside a Namespace."""

from __future__ import annotations

from gitops_lint.rule import Repository, Resource

_SYSTEM = ("kube-", "openshift")


def lacks(namespace: Resource, repo: Repository, kind: str) -> bool:
    """Whether the repository deploys workloads into a namespace but no object of this core kind.

    An empty namespace may be somebody else's; system namespaces are not the repository's to limit.
    """
    if not namespace.name or namespace.name.startswith(_SYSTEM):
        return False
    place = _place(namespace, namespace.name)
    return place not in repo.once(_places_of, kind) and place in repo.once(_workload_places)


def _place(resource: Resource, namespace: str) -> tuple[str, str]:
    return resource.context.cluster.name, namespace


def _places_of(repo: Repository, kind: str) -> frozenset[tuple[str, str]]:
    return frozenset(_place(item, item.namespace) for item in repo.of_kind("", kind))


def _workload_places(repo: Repository) -> frozenset[tuple[str, str]]:
    return frozenset(_place(item, item.namespace) for item in repo.resources if item.workload is not None)
