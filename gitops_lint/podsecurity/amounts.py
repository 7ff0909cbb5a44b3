"""Maps of resource names to quantities, and what kind of resource a name stands for.

Source of the facts: ``pkg/apis/core/helper/helpers.go`` of Kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gitops_lint.model.quantity import Quantity, parse_quantity
from gitops_lint.podsecurity.pod import section, sections, text

Amounts = dict[str, Quantity]

CONTAINER_LISTS: Final = ("containers", "initContainers")
"""The lists whose containers can ask for resources, in the order in which limits and quotas look at them."""


def amounts(value: object) -> Amounts:
    """A parsed map of resources; what is no quantity is left out, another check says so."""
    if not isinstance(value, dict):
        return {}
    parsed = ((name, parse_quantity(amount)) for name, amount in value.items() if isinstance(name, str))
    return {name: amount for name, amount in parsed if amount is not None}


def asked(holder: object, part: str) -> Amounts:
    """The ``requests`` or ``limits`` of a container, or of a pod spec that has resources of its own."""
    return amounts((section(holder, "resources") or {}).get(part))


def add(total: Amounts, more: Mapping[str, Quantity]) -> None:
    """Adds ``more`` to ``total``."""
    for name, amount in more.items():
        total[name] = total[name] + amount if name in total else amount


def raise_to(total: Amounts, floor: Mapping[str, Quantity]) -> None:
    """Raises what is below ``floor``."""
    for name, amount in floor.items():
        if name not in total or amount > total[name]:
            total[name] = amount


def summed(parts: Iterable[Mapping[str, Quantity]]) -> Amounts:
    """The sum of many maps."""
    total: Amounts = {}
    for part in parts:
        add(total, part)
    return total


def times(part: Mapping[str, Quantity], factor: int) -> Amounts:
    """So many of the same."""
    return {name: amount * factor for name, amount in part.items()}


def containers_of(spec: object, key: str) -> list[tuple[int, Mapping[object, object], str]]:
    """The containers of one list with their indices and names."""
    return [(index, body, text(body, "name")) for index, body in sections(spec, key)]


def is_hugepages(name: str) -> bool:
    """Whether it stands for preallocated pages."""
    return name.startswith("hugepages-")


def is_native(name: str) -> bool:
    """Whether Kubernetes itself defines it."""
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    """Whether a device plugin or an administrator defines it, such as ``nvidia.com/gpu``."""
    return not is_native(name) and not name.startswith("requests.")


def can_be_overcommitted(name: str) -> bool:
    """Whether requests may be lower than limits."""
    return is_native(name) and not is_hugepages(name)


def is_pod_level(name: str) -> bool:
    """Whether a pod as a whole can ask for it."""
    return name in ("cpu", "memory") or is_hugepages(name)
