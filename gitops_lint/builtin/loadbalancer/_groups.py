"""IngressGroups: Ingresses that share one load balancer.

Source: aws-load-balancer-controller ``pkg/ingress/group_loader.go``.  Ingresses of different environments never meet,
even where both call their cluster ``in-cluster``: a group is what goes to one cluster below one root.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from gitops_lint.builtin.loadbalancer._annotations import INGRESS
from gitops_lint.rule import Repository, Resource

_Key = tuple[str, int, str]


def members(repo: Repository, ingress: Resource) -> Sequence[Resource]:
    """All Ingresses that share the load balancer of one; itself alone where it names no group."""
    key = _key(ingress)
    return (ingress,) if key is None else repo.once(_groups)[key]


def annotation(ingress: Resource, suffix: str) -> str:
    """An annotation for the controller; empty if there is none."""
    return ingress.annotations.get(f"{INGRESS}{suffix}", "")


def listeners(ingress: Resource) -> Mapping[int, str] | None:
    """The ports an Ingress listens on, with their protocols; None if they cannot be read."""
    text = annotation(ingress, "listen-ports")
    if not text:
        return {443: "HTTPS"} if annotation(ingress, "certificate-arn") else {80: "HTTP"}
    try:
        return {int(port): str(protocol) for item in json.loads(text) for protocol, port in item.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _key(ingress: Resource) -> _Key | None:
    group = annotation(ingress, "group.name")
    if not group or ingress.deployable is None:
        return None
    return ingress.context.cluster.name, id(ingress.deployable.ancestors[-1]), group


def _groups(repo: Repository) -> Mapping[_Key, list[Resource]]:
    found: dict[_Key, list[Resource]] = defaultdict(list)
    for ingress in repo.of_kind("networking.k8s.io", "Ingress"):
        key = _key(ingress)
        if key is not None:
            found[key].append(ingress)
    return found
