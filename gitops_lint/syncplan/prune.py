"""What disappears, and when: prunes inside a sync, and the deletion of an Application.

Source: gitops-engine ``getSyncTasks`` (symmetric swap of prune waves, PruneLast); Argo CD
``controller/sort_delete.go``, ``controller/appcontroller.go`` (``shouldBeDeleted``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import namespace_of
from gitops_lint.syncplan import hooks, options, waves
from gitops_lint.syncplan.objects import NEWEST, Task
from gitops_lint.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_lint.syncplan.objects import SyncObject, Version

RESOURCE_POLICY = "helm.sh/resource-policy"


def prune_tasks(
    live: Iterable[SyncObject],
    applied: Sequence[Task],
    *,
    prune: bool = True,
    app_options: Sequence[str] = (),
    version: Version = NEWEST,
) -> tuple[Task, ...]:
    """A task for each live object that is no longer in git, with the wave it is pruned in.

    The waves of the pruned objects are mirrored (the highest goes first), and stay interleaved with the waves that
    are applied. ``PruneLast=true`` puts a prune one wave behind the last of phase Sync. Live hooks are not pruned.
    An object that is not pruned after all (``prune`` is False, ``Prune=false``) has its task and wave nevertheless.
    """
    prune_last = options.has_option(app_options, "PruneLast=true", version)
    tasks = [
        Task(
            item,
            "Sync",
            waves.wave(item.value),
            item.name,
            namespace_of(item.value),
            prune=True,
            kept=not prune or _option(item, "Prune", app_options, version) == "false",
        )
        for item in live
        if not hooks.is_hook(item.value, version) and hooks.phases(item.value, version)
    ]
    mirrored = _mirror({task.wave for task in tasks})
    tasks = [replace(task, wave=mirrored[task.wave]) for task in tasks]
    last = max((t.wave for t in (*tasks, *applied) if t.phase == "Sync"), default=0)
    behind = max(0, last) + 1
    return tuple(
        replace(task, wave=behind) if prune_last or "PruneLast=true" in options.csv(task.object.value) else task
        for task in tasks
    )


def _mirror(numbers: set[int]) -> dict[int, int]:
    ascending = sorted(numbers)
    return dict(zip(ascending, reversed(ascending), strict=True))


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that outlives its Application, and why, in the words of its author: 'Delete=false'."""

    object: SyncObject
    reason: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """The cascade of an Application's deletion: waves from the highest, then hooks, and what stays.

    ``PreDelete`` hooks come before all.  All hooks start together: waves and weights do not order them.
    """

    waves: tuple[tuple[int, tuple[SyncObject, ...]], ...]
    post_delete: tuple[SyncObject, ...]
    kept: tuple[Kept, ...]


def deletion(objects: Iterable[SyncObject], app_options: Iterable[str] = (), version: Version = NEWEST) -> Deletion:
    """What happens when the Application is deleted with a resources finalizer.

    ``app_options`` are the strings of ``spec.syncPolicy.syncOptions``.
    """
    by_app = tuple(app_options)
    going: dict[int, list[SyncObject]] = {}
    post: list[SyncObject] = []
    kept: list[Kept] = []
    for item in objects:
        when = hooks.deletion_phases(item.value, version)
        post += [item] * ("PostDelete" in when)
        if hooks.is_hook(item.value, version) or not hooks.phases(item.value, version):
            continue
        reason = _kept_because(item, by_app, version)
        if reason is None:
            going.setdefault(waves.wave(item.value), []).append(item)
        else:
            kept.append(Kept(item, reason))
    ordered = tuple((wave, tuple(going[wave])) for wave in sorted(going, reverse=True))
    return Deletion(ordered, tuple(post), tuple(kept))


def _option(item: SyncObject, name: str, app_options: Sequence[str], version: Version) -> str | None:
    """The value of a resource's own option, else the Application's (from 3.4 on)."""
    own = options.option_value(options.csv(item.value), name)
    return own if own is not None or version < (3, 4) else options.option_value(app_options, name)


def _kept_because(item: SyncObject, app_options: Sequence[str], version: Version) -> str | None:
    if item.kind == "CustomResourceDefinition" and item.group == "apiextensions.k8s.io":
        return "CustomResourceDefinition"
    if _option(item, "Delete", app_options, version) == "false":
        return "Delete=false"
    if "keep" in hooks.csv(item.value, RESOURCE_POLICY):
        return "helm.sh/resource-policy: keep"
    return None
