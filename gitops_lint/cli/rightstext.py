"""``gitops-lint graph --rights``: who may do what in which project of Argo CD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.argocd.rights import ANYTHING, Policy, is_role, policies, powers, powers_elsewhere
from gitops_lint.model.repository import Repository

Powers = Mapping[str, Sequence[str]]

ALL_PROJECTS = "all projects"
ELSEWHERE = "Argo CD itself"


def rights_lines(repo: Repository) -> Iterator[str]:
    """Each policy with everybody it speaks of; an action with ``*`` holds for some names only."""
    for policy in repo.once(policies):
        resource = policy.resource
        everybody = policy.default or "nothing"
        yield f"{resource.namespace}/{resource.name}  {resource.origin.first.path}".lstrip("/")
        yield f"  everybody: {everybody}; groups are the claims {', '.join(policy.scopes)}"
        for subject in _subjects(policy):
            roles = [role for role in policy.enforcer.roles(subject) if role != subject]
            yield f"  {subject}" + (f"  ({', '.join(roles)})" if roles else "")
            for where, held in _held(policy, subject):
                said = "; ".join(f"{resource} {', '.join(actions)}" for resource, actions in held.items())
                yield f"    {where}: {said}"
        for role in _unheld(policy):
            yield f"  nobody has {role}"


def rights_data(repo: Repository) -> list[dict[str, object]]:
    """The same as plain values, with the line that each right comes from."""
    return [
        {
            "path": policy.resource.origin.first.path,
            "namespace": policy.resource.namespace,
            "default": policy.default or None,
            "scopes": list(policy.scopes),
            "matchMode": "regex" if policy.regex else "glob",
            "subjects": [_subject_data(policy, subject) for subject in _subjects(policy)],
            "unheldRoles": _unheld(policy),
        }
        for policy in repo.once(policies)
    ]


def _subject_data(policy: Policy, subject: str) -> dict[str, object]:
    return {
        "name": subject,
        "roles": [role for role in policy.enforcer.roles(subject) if role != subject],
        "may": {
            where: {name: list(actions) for name, actions in held.items()} for where, held in _held(policy, subject)
        },
        "lines": [
            {
                "resource": grant.resource,
                "action": grant.action,
                "object": grant.object,
                "effect": grant.effect,
                "through": list(way),
                "key": grant.line.key if grant.line is not None else None,
                "line": grant.line.number + 1 if grant.line is not None else None,
            }
            for grant, way in policy.enforcer.grants(subject)
        ],
    }


def _subjects(policy: Policy) -> list[str]:
    everybody = [policy.default] if policy.default else []
    return [*everybody, *policy.subjects]


def _held(policy: Policy, subject: str) -> Iterator[tuple[str, Powers]]:
    """Where a subject may do what; projects in which it may do the same as in all are left out."""
    general = powers(policy, subject, ANYTHING)
    if general:
        yield ALL_PROJECTS, general
    for project in _projects(policy):
        held = powers(policy, subject, project)
        if held != general:
            yield f"project {project}", held
    elsewhere = powers_elsewhere(policy, subject)
    if elsewhere:
        yield ELSEWHERE, elsewhere


def _projects(policy: Policy) -> list[str]:
    """The projects of the repository and those that policies name."""
    named = {grant.object.partition("/")[0] for grant in policy.grants if "/" in grant.object}
    plain = {name for name in named if name and name.replace("-", "").replace(".", "").isalnum()}
    return sorted({project.name for project in policy.projects} | plain)


def _unheld(policy: Policy) -> list[str]:
    held = {role for subject in _subjects(policy) for role in policy.enforcer.roles(subject)}
    return [role for role in policy.roles if is_role(role) and role not in held]
