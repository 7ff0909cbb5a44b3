"""Who brings whom: the deployable that holds an Application, the set that makes it, and what a set makes."""

from __future__ import annotations

from collections.abc import Mapping

from gitops_lint.model.deployable import Deployable
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource


def parent_of(repo: Repository, item: Deployable) -> Deployable | None:
    """What holds an Application, or a set: another Application's deployable, a set's, or what nothing deploys.

    None where it holds itself, and for what is neither.
    """
    made_by = set_of(repo, item) if item.kind == "applicationset" else item.application
    parent = made_by.deployable if made_by is not None else None
    return None if parent is item else parent


def set_of(repo: Repository, item: Deployable) -> Resource | None:
    """The ApplicationSet whose Applications a deployable of that kind holds."""
    return repo.once(_sets).get(item.via[0]) if item.kind == "applicationset" and item.via else None


def _sets(repo: Repository) -> Mapping[Cause, Resource]:
    """The sets by where they are written; one that an Application deploys before one that lies about."""
    found: dict[Cause, Resource] = {}
    for item in repo.of_kind("argoproj.io", "ApplicationSet"):
        known = found.get(item.origin.first)
        deployed = item.deployable is not None and item.deployable.application is not None
        if known is None or deployed:
            found[item.origin.first] = item
    return found
