"""Who may do what in which project: the policy of each Argo CD together with the roles of its projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.globs import glob
from gitops_lint.argocd.instance import root_of
from gitops_lint.argocd.rbac import (
    ACTIONS,
    CONFIG_MAP,
    OF_PROJECTS,
    PARTS,
    Enforcer,
    Grant,
    Line,
    Member,
    grants_of,
    lines_of,
    members_of,
    read_line,
)
from gitops_lint.argocd.settingmaps import setting_maps
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import AppProject, Resource
from gitops_lint.values import dataclass

ANYTHING = "\N{SYMBOL FOR NULL}"
"""Stands for whatever an object may be called: only a pattern matches it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One ``argocd-rbac-cm``, the projects it counts for, and what follows from them."""

    resource: Resource
    lines: tuple[Line, ...]
    grants: tuple[Grant, ...]  #: of the ConfigMap alone
    members: tuple[Member, ...]
    default: str
    scopes: tuple[str, ...]
    regex: bool
    projects: tuple[AppProject, ...]
    enforcer: Enforcer  #: with the roles of the projects

    @property
    def subjects(self) -> list[str]:
        """Users and groups that it speaks of, with the built-in user ``admin``; no roles."""
        names = [member.name for member in (*self.members, *project_members(self.projects))]
        names += [grant.subject for grant in self.grants]
        return sorted({"admin", *(name for name in names if not is_role(name))})

    @property
    def roles(self) -> list[str]:
        """The roles that have lines of their own, or that somebody is given."""
        named = [grant.subject for grant in self.grants] + [member.role for member in self.members]
        return sorted({name for name in named if is_role(name)})


def is_role(name: str) -> bool:
    """Whether a subject is a role and nobody who could log in."""
    return name.startswith(("role:", "proj:"))


def policies(repo: Repository) -> tuple[Policy, ...]:
    """The policy of each Argo CD of the repository; ask through ``repo.once``."""
    return tuple(
        _policy(resource, [project for project in repo.projects if _one_instance(resource, project)])
        for resource in repo.once(setting_maps)
        if resource.name == CONFIG_MAP
    )


def policy_of(repo: Repository, resource: Resource) -> Policy | None:
    """The policy that a ConfigMap holds."""
    return next((policy for policy in repo.once(policies) if policy.resource is resource), None)


def policies_beside(repo: Repository, resource: Resource) -> list[Policy]:
    """Those that may belong to the Argo CD whose settings an object holds: of its own root, else of its instance."""
    known = [policy for policy in repo.once(policies) if _one_instance(policy.resource, resource)]
    return [policy for policy in known if root_of(policy.resource) is root_of(resource)] or known


def _one_instance(one: Resource, other: Resource) -> bool:
    instances = {item.deployable.root.instance for item in (one, other) if item.deployable is not None}
    return len(instances) == 1


def _policy(resource: Resource, projects: Sequence[AppProject]) -> Policy:
    data = resource.mapping("data")
    lines = tuple(lines_of(data))
    grants, members = tuple(grants_of(lines)), tuple(members_of(lines))
    default = resource.text("data", "policy.default") or ""
    regex = data.get("policy.matchMode") == "regex"
    enforcer = Enforcer(
        (*grants, *project_grants(projects)), (*members, *project_members(projects)), default=default, regex=regex
    )
    scopes = read_scopes(resource.text("data", "scopes") or "")
    return Policy(
        resource, lines, grants, members, default, tuple(scopes or ("groups",)), regex, tuple(projects), enforcer
    )


def read_scopes(text: str) -> list[str] | None:
    """The claims that name a user's groups: a list written as YAML; None where the text is another thing."""
    if not text:
        return []
    value = read_yaml(text)
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def project_grants(projects: Iterable[AppProject]) -> Iterator[Grant]:
    """The policies of project roles."""
    for project in projects:
        for role in project.items("spec", "roles"):
            for text in role.sequence("policies"):
                line = read_line("policies", 0, text) if isinstance(text, str) else None
                if line is not None and not line.refused:
                    yield from grants_of([line])


def project_members(projects: Iterable[AppProject]) -> Iterator[Member]:
    """The groups of project roles."""
    for project in projects:
        for role in project.items("spec", "roles"):
            for group in role.sequence("groups"):
                if isinstance(group, str):
                    yield Member(group, f"proj:{project.name}:{role.text('name')}")


def powers(policy: Policy, subject: str, project: str) -> Mapping[str, Sequence[str]]:
    """What a subject may do in a project: actions by resource; those that hold for some names only have a ``*``."""
    found: dict[str, list[str]] = defaultdict(list)
    for resource in sorted(OF_PROJECTS):
        for action in sorted(ACTIONS[resource]):
            everywhere = _everywhere(policy, subject, resource, action, f"{project}/{ANYTHING}")
            if everywhere and not _named(policy, subject, resource, action, project, "deny"):
                found[resource].append(action)
            elif everywhere or _named(policy, subject, resource, action, project, "allow"):
                found[resource].append(f"{action}*")
    return found


def powers_elsewhere(policy: Policy, subject: str) -> Mapping[str, Sequence[str]]:
    """What a subject may do to what belongs to no project, whatever its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for resource in sorted(ACTIONS.keys() - OF_PROJECTS):
        for action in sorted(ACTIONS[resource]):
            if _everywhere(policy, subject, resource, action, ANYTHING):
                found[resource].append(action)
    return found


def _everywhere(policy: Policy, subject: str, resource: str, action: str, name: str) -> bool:
    """Whether it is allowed for every name; actions of resources are asked for with what they act on."""
    asked = f"{action}/{ANYTHING}" if action == "action" else action
    return policy.enforcer.says(subject, resource, asked, name)


def _named(policy: Policy, subject: str, resource: str, action: str, project: str, effect: str) -> bool:
    """Whether a line allows or denies it for some names in the project."""
    return any(
        grant.effect == effect
        and _could_be(grant.resource, resource, policy)
        and _could_be(grant.action, action, policy)
        and _could_be(grant.object.partition("/")[0], project, policy)
        and "/" in grant.object
        and (effect == "deny" or not _denied(policy, subject, grant))
        for grant, _ in policy.enforcer.grants(subject)
    )


def _denied(policy: Policy, subject: str, grant: Grant) -> bool:
    """Whether a line takes from a subject exactly what another one gives."""
    return any(
        other.effect == "deny"
        and (other.resource, other.action, other.object) == (grant.resource, grant.action, grant.object)
        for other, _ in policy.enforcer.grants(subject)
    )


def _could_be(pattern: str, text: str, policy: Policy) -> bool:
    first = pattern.partition("/")[0] if text in PARTS else pattern
    return first == text or (not policy.regex and glob(first, text))
