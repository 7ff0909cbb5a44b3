"""What a change of the repository does to what is deployed: Applications that stay, move, are renamed or go.

The repository before the change is taken for what is live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.argocd.application import FINALIZER
from gitops_lint.syncplan.deployed import settings_of
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.transition import Transition, transition
from gitops_lint.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource

_ALIKE = 0.5
"""The share of a vanished Application's objects that another one must bring to be the same one under another name."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An Application that git no longer has.

    ``by`` is who deletes it: the ApplicationSet that made it or the Application that deployed it, as it is now; None
    where nobody does. ``cascades``: its finalizer has Argo CD delete its objects. ``becomes`` is the new Application
    that brings most of its objects. All but ``becomes`` and ``by`` are of the repository before the change.
    """

    deployable: Deployable
    by: Resource | None
    cascades: bool
    becomes: Deployable | None


def partners(repo: Repository, base: Repository) -> Mapping[Hashable, Deployable]:
    """What each deployable was before, by the id of what it is now; ask through ``repo.once``.

    Applications by name; where several instances have one of that name, also by destination and path. Anything else
    by kind and path.
    """
    found: dict[Hashable, Deployable] = {}
    before: dict[tuple[str, str], list[Deployable]] = {}
    for item in base.deployables:
        if not item.speculative and item.kind != "applicationset":
            before.setdefault(_name(item), []).append(item)
    for item in repo.deployables:
        candidates = before.get(_name(item), [])
        ranked = sorted(candidates, key=lambda each: -_likeness(each, item))
        if ranked and not item.speculative:
            found[id(item)] = ranked[0]
            if len(candidates) > 1:
                candidates.remove(ranked[0])
    return found


def _name(item: Deployable) -> tuple[str, str]:
    return (f"application {item.instance}", item.name) if item.application is not None else (item.kind, item.path)


def _likeness(one: Deployable, other: Deployable) -> int:
    return 4 * (one.cluster == other.cluster) + 2 * (one.namespace == other.namespace) + (one.path == other.path)


def change_of(repo: Repository, item: Deployable) -> Transition | None:
    """What the change does to a deployable; None without a base, or where the two are not known in the same part.

    Ask through ``repo.once``. Keys are indexes into the resources now; ('before', index) of those before.
    """
    if repo.base is None or item.speculative:
        return None
    old = repo.once(partners, repo.base).get(id(item))
    if _unknown(item) != (_unknown(old) if old is not None else frozenset()):
        return None
    settings = settings_of(repo, item)
    if old is None or not same_cluster(old, item):
        return transition((), _objects(item), settings)
    there = old.namespace == item.namespace or settings.namespace_exists
    return transition(_objects(old, "before"), _objects(item), replace(settings, namespace_exists=there))


def differs(repo: Repository, item: Deployable) -> bool:
    """Whether an object of a deployable is another one than before, is new, or is gone: else nothing is lost."""
    old = repo.once(partners, repo.base).get(id(item)) if repo.base is not None else None
    if old is None or len(old.resources) != len(item.resources) or not same_cluster(old, item):
        return True
    return any(
        one.value != other.value or one.namespace != other.namespace
        for one, other in zip(old.resources, item.resources, strict=True)
    )


def _unknown(item: Deployable) -> frozenset[str]:
    """What of a deployable could not be looked at; of another revision than the deployed one, something was."""
    return frozenset(part.reason for part in item.not_checked if not part.approximate)


def same_cluster(old: Deployable, item: Deployable) -> bool:
    """Whether both go to one cluster."""
    return (old.cluster.name, old.cluster.server) == (item.cluster.name, item.cluster.server)


def _objects(item: Deployable, mark: str = "") -> list[SyncObject]:
    return [
        SyncObject((mark, index) if mark else index, resource.value, resource.namespace)
        for index, resource in enumerate(item.resources)
    ]


def gone(repo: Repository) -> tuple[Gone, ...]:
    """The Applications that git no longer has; ask through ``repo.once``. Nothing without a base."""
    base = repo.base
    if base is None:
        return ()
    kept = {id(item) for item in repo.once(partners, base).values()}
    names = {item.name for item in repo.deployables if item.application is not None}
    earlier = {item.name for item in base.deployables if item.application is not None}
    fresh = [item for item in repo.deployables if item.application is not None and item.name not in earlier]
    found = []
    for item in base.deployables:
        if item.application is None or item.speculative or id(item) in kept or item.name in names:
            continue
        by = _deleter(repo, base, item)
        found.append(Gone(item, by, cascades(item.application), _same_under_another_name(item, fresh)))
    return tuple(found)


def _deleter(repo: Repository, base: Repository, item: Deployable) -> Resource | None:
    """The set or Application, as it is now, that deletes an Application (or a set) which it no longer brings.

    What brought it may be gone too: then the question is who deletes that, and whether it takes its Applications along.
    """
    parent = item.parent
    if parent is None or (parent.kind != "applicationset" and parent.application is None):
        return None
    before = parent.application_set if parent.kind == "applicationset" else parent.application
    now = _same(repo, before) if before is not None else None
    if now is None:
        takes_along = parent.kind == "applicationset" or cascades(parent.application)
        return _deleter(repo, base, parent) if takes_along else None
    if parent.kind == "applicationset":
        keeps = now.get("spec", "syncPolicy", "applicationsSync") in ("create-only", "create-update")
        return None if keeps else now
    return now if now.get("spec", "syncPolicy", "automated", "prune") is True else None


def cascades(application: Resource | None) -> bool:
    """Whether deleting an Application deletes its objects."""
    listed = application.sequence("metadata", "finalizers") if application is not None else []
    return any(isinstance(text, str) and text.partition("/")[0] == FINALIZER for text in listed)


def _same(repo: Repository, item: Resource) -> Resource | None:
    """The object of the same identity in the repository now."""
    for each in repo.of_kind(item.group, item.kind):
        if (each.name, each.namespace) == (item.name, item.namespace):
            return each
    return None


def _same_under_another_name(item: Deployable, fresh: Sequence[Deployable]) -> Deployable | None:
    own = {resource.identity for resource in item.resources if resource.kind != "Namespace"}
    for other in fresh:
        if not same_cluster(item, other):
            continue
        shared = own & {resource.identity for resource in other.resources}
        if own and len(shared) >= _ALIKE * len(own):
            return other
    return None
