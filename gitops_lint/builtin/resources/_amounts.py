"""What containers and pods ask for, as Kubernetes will see it."""

from __future__ import annotations

from typing import Any

from gitops_lint.model.quantity import Quantity, parse_quantity
from gitops_lint.rule import Container, Node, Workload


def stated(owner: Node, side: str, name: str) -> Any:
    """``resources.<side>.<name>`` of a container or a pod's spec; None where it is absent or null."""
    return owner.get("resources", side, name)


def amount(owner: Node, side: str, name: str) -> Quantity | None:
    """The same as a quantity; None also for what is none, which the schema reports."""
    return parse_quantity(stated(owner, side, name))


def request(owner: Node, name: str) -> Quantity | None:
    """The request after defaulting: a limit is the request where none is stated (pkg/apis/core/v1/defaults.go)."""
    written = stated(owner, "requests", name)
    return parse_quantity(written if written is not None else stated(owner, "limits", name))


def is_filled_in(target: Container, side: str, name: str) -> bool:
    """Whether it, no ephemeral container, states no such amount and a LimitRange of its namespace gives it one."""
    return (side, name) in target.resource.context.namespace_facts.filled_in and stated(target, side, name) is None


def lacks_limit(target: Container, name: str, *, init_containers: bool) -> bool:
    """Whether the rule about limits of ``name`` is for this container and nobody sets one: neither the container, nor
    its pod, nor a LimitRange.
    """
    if target.is_ephemeral or (target.is_init and not init_containers):
        return False
    owners = (target, target.workload.pod)
    return all(stated(owner, "limits", name) is None for owner in owners) and not is_filled_in(target, "limits", name)


def asks_for(target: Container, name: str, *, init_containers: bool) -> bool:
    """Whether the rule about ``name`` is for this container and nobody states anything about it: neither the container,
    nor its pod, nor a LimitRange.

    A request of zero counts as none: the scheduler cannot tell them apart.
    """
    if target.is_ephemeral or (target.is_init and not init_containers):
        return False
    owners = (target, target.workload.pod)
    return all(nothing(owner, name) for owner in owners) and not is_filled_in(target, "requests", name)


def nothing(owner: Node, name: str) -> bool:
    """Whether neither request nor limit is stated, or the request is zero."""
    written = stated(owner, "requests", name)
    if written is None:
        return stated(owner, "limits", name) is None
    quantity = parse_quantity(written)
    return quantity is not None and quantity.is_zero


def best_effort(workload: Workload) -> bool:
    """Whether no container asks for or is held to any cpu or memory (pkg/apis/core/helper/qos)."""
    containers = [container for container in workload.containers if not container.is_ephemeral]
    owners: list[Node] = [workload.pod, *containers]
    asked = any(_positive(owner, side, name) for owner in owners for side, name in _ALL)
    return not asked and not any(is_filled_in(each, side, name) for each in containers for side, name in _ALL)


_ALL = [(side, name) for side in ("requests", "limits") for name in ("cpu", "memory")]


def _positive(owner: Node, side: str, name: str) -> bool:
    """An amount that is no quantity counts as one: the schema reports it, and we cannot know."""
    written = stated(owner, side, name)
    quantity = parse_quantity(written)
    return written is not None and (quantity is None or not quantity.is_zero)
