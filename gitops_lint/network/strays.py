"""Policies that no file gives a namespace, or that may be where pods without one are: unknown is any.

The same folder may be applied with ``kubectl -n shop``, so that what says no namespace meets what says ``shop``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.network.cluster import is_known
from gitops_lint.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_lint.network.policy import Policy


def opening(policies: Iterable[Policy], namespaces: Iterable[str]) -> Iterator[Policy]:
    """What policies that may be in these namespaces allow there; they isolate nothing that is not isolated anyway."""
    wanted = sorted(namespaces)
    for policy in policies:
        if policy.tier == "network" and policy.namespaces is None and (policy.ingress or policy.egress):
            for namespace in wanted:
                if policy.namespace != namespace and not (is_known(policy.namespace) and is_known(namespace)):
                    yield replace(policy, namespace=namespace, isolates=frozenset())


def beside(policies: Iterable[Policy], neighbours: Iterable[tuple[str, str]]) -> Iterator[Policy]:
    """Policies without a namespace as they would be in that of pods beside them.

    ``neighbours`` are the namespaces of pods, each with the stand-in for the unknown one of the same folder.
    """
    places: dict[str, set[str]] = {}
    for namespace, unknown in neighbours:
        places.setdefault(unknown, set()).add(namespace)
    for policy in policies:
        for namespace in sorted(places.get(policy.namespace, ())) if policy.tier == "network" else ():
            yield replace(policy, namespace=namespace)
