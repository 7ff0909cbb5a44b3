"""Whether a ReferenceGrant lets an object of the Gateway API refer to one in another namespace.

Source: sigs.k8s.io/gateway-api ``ReferenceGrant``: it lies in the namespace of the target, lists who may come from
where and what may be reached; a target without a name stands for all of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import at, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_lint.references.values import Reference

GROUP = "gateway.networking.k8s.io"
GUARDED = frozenset({("", "Service"), ("", "Secret"), ("", "ConfigMap")})
"""Targets that an object of another namespace may refer to by a grant alone."""


def needs_grant(kind: str, namespace: str, reference: Reference) -> bool:
    """Whether a reference of a Gateway or a route crosses into a namespace that must allow it."""
    if kind != "Gateway" and not kind.endswith("Route"):
        return False
    where = reference.namespace
    return where not in (None, "", namespace) and (reference.group, reference.kind) in GUARDED


def permits(grants: Iterable[Mapping[str, Any]], kind: str, namespace: str, reference: Reference) -> bool:
    """Whether one of the grants of the target's namespace lets a kind of ``GROUP`` refer to the target."""
    return any(
        _lists(at(grant, "spec", "from"), GROUP, kind, namespace, "namespace")
        and _lists(at(grant, "spec", "to"), reference.group, reference.kind, reference.name, "name")
        for grant in grants
    )


def _lists(listed: object, group: str, kind: str, value: str, field: str) -> bool:
    return any(
        text(entry.get("group")) == group
        and entry.get("kind") == kind
        and (entry.get(field) == value or (field == "name" and not entry.get(field)))
        for _, entry in mappings(listed)
    )
