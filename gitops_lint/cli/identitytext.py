"""What ``gitops-lint graph`` says about AWS: the role of each workload, and the way it gets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitops_lint.finding import json_pointer
from gitops_lint.identity.grants import Grant, grants
from gitops_lint.identity.workloads import Identity, identities
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository


def by_deployable(repo: Repository) -> dict[int, list[Identity]]:
    """The identities of each deployable's workloads, by the ``id`` of the deployable; ask through ``repo.once``."""
    found: dict[int, list[Identity]] = {}
    for identity in repo.once(identities):
        found.setdefault(id(identity.workload.resource.deployable), []).append(identity)
    return found


def identity_data(repo: Repository, deployable: Deployable) -> list[dict[str, object]]:
    """Each workload with its ServiceAccount, its role, the way that wins in the SDK's chain, and what loses."""
    return [
        {
            "kind": identity.workload.kind,
            "namespace": identity.workload.resource.namespace,
            "name": identity.workload.name,
            "serviceAccount": identity.account,
            "way": identity.way,
            "role": identity.role or None,
            "unusedRole": identity.shadowed or None,
        }
        for identity in _identities(repo, deployable)
    ]


def grant_data(repo: Repository, deployable: Deployable) -> list[dict[str, object]]:
    """The roles in the values of a chart that could not be rendered."""
    return [
        {
            "path": grant.path,
            "pointer": json_pointer(grant.pointer),
            "serviceAccount": grant.account or None,
            "role": grant.role,
        }
        for grant in _grants(repo, deployable)
    ]


def identity_lines(repo: Repository, deployable: Deployable) -> Iterator[str]:
    """A line for each workload or values file with a role or with static keys."""
    for identity in _identities(repo, deployable):
        if identity.way != "node":
            unused = f", not used: {identity.shadowed}" if identity.shadowed else ""
            role = f"{identity.role} ({identity.way}{unused})" if identity.role else f"({identity.way}{unused})"
            workload = identity.workload
            where = f"{workload.resource.namespace}/{workload.name}".lstrip("/")
            yield f"{workload.kind} {where}  as {identity.account} → {role}"
    for grant in _grants(repo, deployable):
        yield f"values {grant.path}  {grant.account or '?'} → {grant.role} (irsa)"


def _identities(repo: Repository, deployable: Deployable) -> Sequence[Identity]:
    return repo.once(by_deployable).get(id(deployable), ())


def _grants(repo: Repository, deployable: Deployable) -> Sequence[Grant]:
    return grants(repo, deployable) if not deployable.resources else ()
