"""The rules of Roles and ClusterRoles, and what they allow.

Source of the facts: ``pkg/apis/rbac/v1/evaluation_helpers.go`` of Kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from gitops_lint.finding import Pointer
from gitops_lint.model.node import Node
from gitops_lint.model.resource import Resource
from gitops_lint.values import dataclass

GROUP: Final = "rbac.authorization.k8s.io"
NEVER_BY_NAME: Final = frozenset(("create", "deletecollection"))
"""Verbs whose requests carry no name, so that ``resourceNames`` never grants them."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One entry of ``rules``."""

    role: Resource | None  #: None for the roles that every cluster has
    pointer: Pointer
    verbs: frozenset[str]
    groups: frozenset[str]
    resources: tuple[str, ...]
    names: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether it grants every verb on every resource of every group."""
        return "*" in self.verbs and "*" in self.groups and "*" in self.resources and not self.names

    def allows(self, verb: str, group: str, resource: str) -> bool:
        """Whether it grants the verb on some object of the resource, such as ``pods`` or ``pods/exec``."""
        if self.names and verb in NEVER_BY_NAME:
            return False
        return (
            ("*" in self.verbs or verb in self.verbs)
            and ("*" in self.groups or group in self.groups)
            and any(covers(pattern, resource) for pattern in self.resources)
        )

    def resource_at(self, resource: str) -> Node | None:
        """Where the resource is named; None where only a wildcard covers it."""
        if self.role is None or resource not in self.resources:
            return None
        for node in self.role.items(*self.pointer, "resources"):
            if node.value == resource:
                return node
        return None


EVERYTHING: Final = Grant(None, (), frozenset("*"), frozenset("*"), ("*",))
"""What ``cluster-admin`` grants in every cluster."""


def covers(pattern: str, resource: str) -> bool:
    """Whether an entry of ``resources`` covers a resource: ``*``, the name itself, ``*/scale``."""
    if pattern in ("*", resource):
        return True
    _, slash, part = resource.partition("/")
    return bool(slash) and pattern == f"*/{part}"


def grants_of(role: Resource) -> tuple[Grant, ...]:
    """The rules written in a Role or ClusterRole; those about URLs alone are left out."""
    found = []
    for node in role.items("rules"):
        resources = tuple(_texts(node.get("resources")))
        if resources:
            found.append(
                Grant(
                    role,
                    node.pointer,
                    frozenset(_texts(node.get("verbs"))),
                    frozenset(_texts(node.get("apiGroups"))),
                    resources,
                    frozenset(_texts(node.get("resourceNames"))),
                )
            )
    return tuple(found)


def _texts(value: Any) -> Iterable[str]:
    return (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
