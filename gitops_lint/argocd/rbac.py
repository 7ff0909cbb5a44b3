"""The policy of ``argocd-rbac-cm`` and of project roles, read and enforced as Argo CD does.

Source of the semantics: ``util/rbac/rbac.go``, ``assets/model.conf``, ``assets/builtin-policy.csv`` and
``server/rbacpolicy/rbacpolicy.go`` of Argo CD 3.5, and casbin, which it uses.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.argocd.globs import glob
from gitops_lint.values import dataclass

CONFIG_MAP = "argocd-rbac-cm"
ADMIN, READONLY = "role:admin", "role:readonly"

_CRUD = frozenset({"get", "create", "update", "delete"})
ACTIONS: Mapping[str, frozenset[str]] = {
    "applications": _CRUD | {"sync", "action", "override"},
    "applicationsets": _CRUD,
    "clusters": _CRUD,
    "projects": _CRUD,
    "repositories": _CRUD,
    "write-repositories": _CRUD,
    "accounts": frozenset({"get", "update"}),
    "certificates": frozenset({"get", "create", "delete"}),
    "gpgkeys": frozenset({"get", "create", "delete"}),
    "logs": frozenset({"get"}),
    "exec": frozenset({"create"}),
    "extensions": frozenset({"invoke"}),
}
"""What Argo CD ever asks about, by resource; an action on ``applications`` may name a part (``update/apps/…``)."""

PARTS = frozenset({"update", "delete", "action"})
"""Actions on applications that are also asked with what they act on: ``action/apps/Deployment/restart``."""

OF_PROJECTS = frozenset({"applications", "applicationsets", "logs", "exec"})
"""Resources whose objects are ``<project>/<name>`` or ``<project>/<namespace>/<name>``."""

_WILD = frozenset("*?[{\\")
_DEEPEST = 10  # casbin follows roles of roles no further


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a policy that says something."""

    key: str  #: of the ConfigMap, ``policy.csv`` or another
    number: int  #: of the line in that text, from 0
    text: str
    fields: tuple[str, ...]  #: empty where it is no CSV

    @property
    def refused(self) -> bool:
        """Whether Argo CD refuses the line, and with it the whole policy."""
        size = {"p": 6, "g": 3}.get(self.fields[0]) if self.fields else None
        return size is None or len(self.fields) != size


@dataclass(frozen=True, slots=True)
class Grant:
    """A ``p`` line."""

    subject: str
    resource: str
    action: str
    object: str
    effect: str
    line: Line | None = None  #: None for what is built in


@dataclass(frozen=True, slots=True)
class Member:
    """A ``g`` line: whoever is called ``name`` has the rights of ``role``."""

    name: str
    role: str
    line: Line | None = None


def lines_of(data: Mapping[str, Any]) -> Iterator[Line]:
    """The lines of all policies of a ConfigMap, ``policy.csv`` first, the others by name."""
    keys = sorted(key for key in data if isinstance(key, str) and is_policy(key))
    for key in sorted(keys, key=lambda key: key != "policy.csv"):
        text = data[key]
        for number, line in enumerate(text.split("\n") if isinstance(text, str) else ()):
            made = read_line(key, number, line)
            if made is not None:
                yield made


def is_policy(key: str) -> bool:
    """Whether a key of the ConfigMap holds a policy."""
    return key == "policy.csv" or (key.startswith("policy.") and key.endswith(".csv"))


def read_line(key: str, number: int, text: str) -> Line | None:
    """A line of a policy; None for an empty one or a comment.  Spaces stay, but those in front of a field."""
    text = text.strip()
    if not text or text.startswith("#"):
        return None
    try:
        fields = next(csv.reader([text], skipinitialspace=True, strict=True))
    except (csv.Error, StopIteration):
        fields = []
    return Line(key, number, text, tuple(fields))


def covers(pattern: str, other: str) -> bool:
    """Whether a glob of a policy matches all that another one does; False where that is not plain to see."""
    if pattern in (other, "*") or (pattern == "*/*" and "/" in other):
        return True
    head = pattern[:-1]
    return pattern.endswith("*") and not _WILD & set(head) and other.startswith(head)


def grants_of(lines: Iterable[Line]) -> list[Grant]:
    """The ``p`` lines that Argo CD would load."""
    loaded = [line for line in lines if not line.refused and line.fields[0] == "p"]
    return [
        Grant(subject, res, act, obj, effect, line)
        for line in loaded
        for _, subject, res, act, obj, effect in [line.fields]
    ]


def members_of(lines: Iterable[Line]) -> list[Member]:
    """The ``g`` lines that Argo CD would load."""
    loaded = [line for line in lines if not line.refused and line.fields[0] == "g"]
    return [Member(line.fields[1], line.fields[2], line) for line in loaded]


def built_in() -> tuple[list[Grant], list[Member]]:
    """``role:readonly``, ``role:admin`` and the user ``admin``."""
    read = ("applications", "applicationsets", "logs")
    read_all = ("certificates", "clusters", "repositories", "write-repositories", "projects", "accounts", "gpgkeys")
    grants = [Grant(READONLY, resource, "get", "*/*", "allow") for resource in read]
    grants += [Grant(READONLY, resource, "get", "*", "allow") for resource in read_all]
    on_projects: dict[str, tuple[str, ...]] = {
        "applications": ("create", "update", "update/*", "delete", "delete/*", "sync", "override", "action/*"),
        "applicationsets": ("get", "create", "update", "delete"),
        "exec": ("create",),
    }
    changed = ("certificates", "clusters", "repositories", "write-repositories", "projects")
    change: dict[str, tuple[str, ...]] = dict.fromkeys(changed, ("create", "update", "delete"))
    change |= {"accounts": ("update",), "gpgkeys": ("create", "delete")}
    grants += [Grant(ADMIN, res, action, "*/*", "allow") for res, actions in on_projects.items() for action in actions]
    grants += [Grant(ADMIN, res, action, "*", "allow") for res, actions in change.items() for action in actions]
    return grants, [Member(ADMIN, READONLY), Member("admin", ADMIN)]


class Enforcer:
    """Answers who may do what."""

    def __init__(
        self, grants: Sequence[Grant], members: Sequence[Member], *, default: str = "", regex: bool = False
    ) -> None:
        own_grants, own_members = built_in()
        self.default = default
        self._regex = regex
        self._grants: dict[str, list[Grant]] = defaultdict(list)
        for grant in (*own_grants, *grants):
            self._grants[grant.subject].append(grant)
        self._roles: dict[str, list[str]] = defaultdict(list)
        for member in (*own_members, *members):
            self._roles[member.name].append(member.role)

    def roles(self, subject: str) -> dict[str, tuple[str, ...]]:
        """Everything a subject is: itself and its roles, each with the roles on the way to it."""
        found: dict[str, tuple[str, ...]] = {subject: ()}
        fresh = [subject]
        for _ in range(_DEEPEST):
            fresh = [role for name in fresh for role in self._enter(name, found)]
        return found

    def _enter(self, name: str, found: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for role in self._roles.get(name, ()):
            if role not in found:
                found[role] = (*found[name], role)
                yield role

    def grants(self, subject: str) -> list[tuple[Grant, tuple[str, ...]]]:
        """The lines that speak of a subject, each with the roles through which."""
        return [(grant, way) for role, way in self.roles(subject).items() for grant in self._grants.get(role, ())]

    def allows(self, subject: str, resource: str, action: str, name: str) -> bool:
        """Whether a subject, or everybody by the default role, may do it."""
        if self.default and self.says(self.default, resource, action, name):
            return True
        return self.says(subject, resource, action, name)

    def says(self, subject: str, resource: str, action: str, name: str) -> bool:
        """The same by the lines that speak of the subject alone: something allows it and nothing denies it.

        An expression that does not compile ends the search: nothing is allowed.  Of what is built in, ``*`` is one.
        """
        try:
            effects = {
                grant.effect for grant, _ in self.grants(subject) if self.speaks_of(grant, resource, action, name)
            }
        except re.error:
            return False
        return "allow" in effects and "deny" not in effects

    def speaks_of(self, grant: Grant, resource: str, action: str, name: str) -> bool:
        """Whether a line is about it.  Raises `re.error` for an expression that does not compile."""
        return (
            self._matches(grant.resource, resource)
            and self._matches(grant.action, action)
            and self._matches(grant.object, name)
        )

    def _matches(self, pattern: str, text: str) -> bool:
        return re.search(pattern, text) is not None if self._regex else glob(pattern, text)
