"""How large the nodes of a cluster's NodePools can be.

Source: Karpenter's documentation, "NodePools: requirements" and "well-known labels"; the number of vCPU of an instance
size is that of the largest family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gitops_lint.rule import Node, Repository, Resource

CPU: Final = "karpenter.k8s.aws/instance-cpu"
MEMORY: Final = "karpenter.k8s.aws/instance-memory"
_SIZE: Final = "karpenter.k8s.aws/instance-size"
_TYPE: Final = "node.kubernetes.io/instance-type"
_SMALL: Final = {"nano": 2, "micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}


def pools_of(repo: Repository, here: Resource) -> list[Resource]:
    """The NodePools of an object's cluster; empty where nothing says which cluster it is."""
    cluster = here.context.cluster.name
    if not cluster or here.deployable is None:
        return []
    root = here.deployable.ancestors[-1]
    return [
        pool
        for pool in repo.of_kind("karpenter.sh", "NodePool")
        if pool.context.cluster.name == cluster
        and pool.deployable is not None
        and pool.deployable.ancestors[-1] is root
    ]


def largest_cpu(pool: Resource) -> int | None:
    """The vCPU of the largest node of a pool; None if nothing bounds it."""
    bounds = [*_bounds(pool, CPU)]
    for item in _requirements(pool, _SIZE, _TYPE):
        sizes = [_vcpu(str(value).rpartition(".")[2]) for value in item.sequence("values")]
        if item.get("operator") == "In" and sizes and all(sizes):
            bounds.append(max(size for size in sizes if size is not None))
    return min(bounds, default=None)


def largest_memory(pool: Resource) -> int | None:
    """The memory in MiB of the largest node of a pool; None if nothing bounds it."""
    return min(_bounds(pool, MEMORY), default=None)


def _bounds(pool: Resource, key: str) -> Iterator[int]:
    for item in _requirements(pool, key):
        values = [int(str(value)) for value in item.sequence("values") if str(value).isdecimal()]
        operator = item.get("operator")
        if not values or len(values) != len(item.sequence("values")):
            continue
        if operator in ("In", "Lte"):
            yield max(values)
        elif operator == "Lt":
            yield values[0] - 1


def _requirements(pool: Resource, *keys: str) -> Iterator[Node]:
    for item in pool.items("spec", "template", "spec", "requirements"):
        if item.get("key") in keys:
            yield item


def _vcpu(size: str) -> int | None:
    match = re.fullmatch(r"([0-9]{1,3})xlarge", size)
    return int(match[1]) * 4 if match else _SMALL.get(size)
