"""The pods a Service selects."""

from __future__ import annotations

from gitops_lint.references.matching import Entry, from_labels
from gitops_lint.references.repository import namespace_of, scope_of, world_beside, world_of
from gitops_lint.rule import Repository, Resource

_BUILT_IN = frozenset({"apps", "batch", "autoscaling", "policy", "extensions"})


def pods_of(repo: Repository, service: Resource) -> tuple[Entry, ...]:
    """The workloads whose pods the Service selects: of its deployable, else of all that may run beside it."""
    wanted = from_labels(service.get("spec", "selector"))
    if wanted is None or service.deployable is None:
        return ()
    where = namespace_of(service)
    return repo.once(world_of, service.deployable).pods(wanted, where) or repo.once(
        world_beside, scope_of(service)
    ).pods(wanted, where)


def is_custom(item: Resource) -> bool:
    """Whether an operator may make pods of it."""
    return bool(item.group) and item.group not in _BUILT_IN and not item.group.endswith(".k8s.io")
