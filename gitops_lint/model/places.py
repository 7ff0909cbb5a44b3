"""Where objects meet: in a cluster that is known, else only with what is applied together with them."""

from __future__ import annotations

from collections.abc import Hashable

from gitops_lint.model.resource import Resource


def cluster_of(resource: Resource) -> Hashable:
    """The cluster; where nobody says which it is, what is applied together."""
    return resource.context.cluster.name or id(resource.deployable)


def place_of(resource: Resource) -> Hashable:
    """The namespace of the cluster; where nobody says which it is, of what is applied together."""
    return cluster_of(resource), resource.namespace
