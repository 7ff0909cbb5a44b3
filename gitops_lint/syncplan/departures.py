"""Mistakes of a change that concern whole Applications: renamed, left out by their set, moved elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.syncplan.losses import lost_with
from gitops_lint.syncplan.mistakes import ERROR, HIGH, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.options import csv
from gitops_lint.syncplan.since import gone, partners, same_cluster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource
    from gitops_lint.syncplan.since import Gone

RENAMED, DROPPED, MOVED = "application-renamed", "applicationset-loses-application", "application-destination-changed"


def departures(repo: Repository) -> tuple[tuple[Resource, Mistake], ...]:
    """The mistakes of Applications that are gone, each with the resource to change; ask through ``repo.once``."""
    return tuple(found for item in repo.once(gone) for found in _departure(item))


def _departure(item: Gone) -> Iterator[tuple[Resource, Mistake]]:
    name = item.deployable.name
    if item.becomes is not None and item.becomes.application is not None:
        new = item.becomes.application
        if item.by is None:
            effect = f"nothing deletes '{name}': both claim the same objects"
            yield (
                new,
                _mistake(RENAMED, "/metadata/name", f"Application '{name}' becomes '{item.becomes.name}'", effect),
            )
        elif item.cascades:
            lost = losses(item.deployable)
            effect = f"'{name}' is deleted with {_its(item.deployable)}, and '{item.becomes.name}' makes them anew"
            yield (
                new,
                _mistake(
                    RENAMED,
                    "/metadata/name",
                    f"Application '{name}' becomes '{item.becomes.name}'",
                    effect + _told(lost),
                    ERROR if lost else WARNING,
                ),
            )
    elif item.by is not None and item.by.kind == "ApplicationSet":
        with_it = f" with {_its(item.deployable)}" if item.cascades else ", its objects stay"
        effect = f"the Application is deleted{with_it}"
        message = f"ApplicationSet '{item.by.name}' no longer makes Application '{name}'"
        lost = losses(item.deployable) if item.cascades else []
        yield item.by, _mistake(DROPPED, "/spec/generators", message, effect + _told(lost))
    elif item.by is not None and item.cascades and losses(item.deployable):
        effect = f"deleted with it: {_counted(len(item.deployable.resources))}{_told(losses(item.deployable))}"
        yield item.by, _mistake("pruned-with-data", "/metadata/name", f"Application '{name}' is pruned", effect)


def moved(repo: Repository, item: Deployable) -> Iterator[Mistake]:
    """An Application whose destination changed: what it leaves behind, or takes with it."""
    old = repo.once(partners, repo.base).get(id(item)) if repo.base is not None else None
    if old is None or item.application is None or not old.resources:
        return
    if not same_cluster(old, item):
        here, there = (each.cluster.name or each.cluster.server for each in (old, item))
        message = f"Application '{item.name}' moves from cluster '{here}' to '{there}'"
        effect = f"what it brought to '{here}' stays there, and nothing manages it: {_counted(len(old.resources))}"
        yield _mistake(MOVED, "/spec/destination", message, effect)
    elif old.namespace != item.namespace:
        left = {each.identity for each in old.resources} - {each.identity for each in item.resources}
        behind = [each for each in old.resources if each.identity in left and each.namespace == old.namespace]
        if not behind:
            return
        prunes = item.application.get("spec", "syncPolicy", "automated", "prune") is True
        effect = "is pruned and made anew" if prunes else "stays there, too"
        told = _told(_lost(behind)) if prunes else ""
        message = f"Application '{item.name}' moves from namespace '{old.namespace}' to '{item.namespace}'"
        lost = bool(told)
        yield _mistake(
            MOVED,
            "/spec/destination",
            message,
            f"what it brought there {effect}: {_counted(len(behind))}{told}",
            ERROR if lost else WARNING,
        )


def losses(item: Deployable) -> list[str]:
    """The objects of a deployable whose deletion loses data or other objects, unless they are kept."""
    return _lost(item.resources)


def _lost(resources: Iterable[Resource]) -> list[str]:
    found = []
    for index, resource in enumerate(resources):
        kept = resource.kind == "CustomResourceDefinition" or "Delete=false" in csv(resource.value)
        if not kept and lost_with(SyncObject(index, resource.value, resource.namespace)) is not None:
            found.append(f"{resource.kind} '{resource.name}'")
    return found


def _told(lost: list[str]) -> str:
    if not lost:
        return ""
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    return f"; lost with it: {', '.join(lost[:3])}{more}"


def _its(item: Deployable) -> str:
    return f"its {_counted(len(item.resources))}"


def _counted(number: int) -> str:
    return f"{number} object{'' if number == 1 else 's'}"


def _mistake(name: str, pointer: str, message: str, effect: str, severity: str = WARNING) -> Mistake:
    confidence = HIGH if name != RENAMED else MEDIUM
    return Mistake(name, "T4", None, pointer, message, effect, severity, confidence)
