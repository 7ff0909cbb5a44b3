"""The steps of one sync: what is applied when, where Argo CD waits, and what for.

Source: gitops-engine ``pkg/sync/sync_context.go`` (``Sync``, ``getSyncTasks``, ``autoCreateNamespace``,
``setRunningPhase``); Argo CD ``controller/state.go`` (``NormalizeTargetObjects``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import at
from gitops_lint.syncplan import hooks, options
from gitops_lint.syncplan.health import NONE, Customisations, health_check
from gitops_lint.syncplan.objects import NEWEST, SyncObject, Task, Version
from gitops_lint.syncplan.prune import prune_tasks
from gitops_lint.syncplan.tasks import REVISION, TIME, sort_tasks, tasks_of
from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

COMPLETION, HEALTHY, DELETION = "completion of hook", "healthy state of", "deletion of"
"""What Argo CD says it waits for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an Application and its instance say about a sync.

    ``sync_options`` are the strings of ``spec.syncPolicy.syncOptions``. ``selected`` names the objects of a selective
    sync; None means all. ``namespace_exists`` says whether the destination namespace is already in the cluster;
    a plan is for the first sync unless told otherwise. ``manages_namespace``: ``managedNamespaceMetadata`` is set.
    """

    destination_namespace: str = ""
    sync_options: tuple[str, ...] = ()
    version: Version = NEWEST
    health: Customisations = NONE
    prune: bool = True
    apply_strategy: bool = False
    selected: frozenset[Hashable] | None = None
    namespace_exists: bool = False
    manages_namespace: bool = False
    revision: str = REVISION
    started: str = TIME

    def has(self, option: str) -> bool:
        """Whether the Application has this sync option, in effect in this version."""
        return options.has_option(self.sync_options, option, self.version)


@dataclass(frozen=True, slots=True)
class Step:
    """The tasks of one phase and wave, and those of them that must finish before the next step.

    ``waits`` are in the order of ``tasks``; ``message`` is what Argo CD shows meanwhile, '' where it does not wait.
    SyncFail is one step, which runs only after a failure: Argo CD starts its hooks together, whatever their waves.
    """

    phase: str
    wave: int
    tasks: tuple[Task, ...]
    waits: tuple[Task, ...] = ()
    message: str = ""

    @property
    def on_failure(self) -> bool:
        """Whether the step runs only if the sync fails."""
        return self.phase == "SyncFail"


@dataclass(frozen=True, slots=True)
class Plan:
    """One sync of an Application.

    ``never`` are hooks without a type Argo CD knows: they are not applied, and nothing says so. ``skipped`` carry
    ``hook: Skip``, are left out by a selective sync, or are hooks of a sync that runs none. ``on_deletion`` run only
    when the Application is deleted. ``superseded`` lose to a later manifest of the same object.
    """

    settings: Settings
    steps: tuple[Step, ...]
    multi_step: bool
    never: tuple[SyncObject, ...] = ()
    skipped: tuple[SyncObject, ...] = ()
    on_deletion: tuple[SyncObject, ...] = ()
    superseded: tuple[SyncObject, ...] = ()
    _places: dict[Hashable, list[int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every task, in order."""
        return tuple(task for step in self.steps for task in step.tasks)

    def steps_of(self, key: Hashable) -> tuple[int, ...]:
        """Indexes of the steps that apply the object, the first one first; () if none does."""
        return tuple(self._places.get(key, ()))


DEFAULTS = Settings()


def plan(objects: Iterable[SyncObject], settings: Settings = DEFAULTS, live: Iterable[SyncObject] = ()) -> Plan:
    """The sync of these objects. ``live`` are objects of the Application in the cluster that git no longer has."""
    kept, superseded = deduplicate(objects)
    tasks, left = _applied(kept, settings)
    steps = _steps(tasks, [item for item in live if _selected(item, settings)], settings)
    places: dict[Hashable, list[int]] = {}
    for index, step in enumerate(steps):
        for task in step.tasks:
            places.setdefault(task.object.key, []).append(index)
    return Plan(
        settings,
        steps,
        len(steps) > 1,
        never=tuple(left["never"]),
        skipped=tuple(left["skipped"]),
        on_deletion=tuple(left["deletion"]),
        superseded=superseded,
        _places=places,
    )


def first_round(
    objects: Iterable[SyncObject], settings: Settings = DEFAULTS, live: Iterable[SyncObject] = ()
) -> tuple[Task, ...]:
    """All tasks in the order gitops-engine has them when a sync starts."""
    tasks, _ = _applied(deduplicate(objects)[0], settings)
    return _ordered(tasks, [item for item in live if _selected(item, settings)], settings)


def _applied(objects: Sequence[SyncObject], settings: Settings) -> tuple[list[Task], dict[str, list[SyncObject]]]:
    """The tasks that apply something, and what is left out, by the reason."""
    runs_hooks = not settings.apply_strategy and settings.selected is None
    tasks: list[Task] = []
    left: dict[str, list[SyncObject]] = {"never": [], "skipped": [], "deletion": []}
    for item in objects:
        role = hooks.role_of(item.value, settings.version)
        if role.kind in left:
            left[role.kind].append(item)
        elif (role.kind == "hook" and runs_hooks) or (role.kind == "resource" and _selected(item, settings)):
            tasks += tasks_of(
                item, settings.destination_namespace, settings.version, settings.revision, settings.started
            )
        else:
            left["skipped"].append(item)
    tasks += _created_namespace(objects, settings)
    return tasks, left


def deduplicate(objects: Iterable[SyncObject]) -> tuple[tuple[SyncObject, ...], tuple[SyncObject, ...]]:
    """The objects Argo CD keeps, and those it drops because a later one has the same kind, namespace and name."""
    every = tuple(objects)
    last: dict[object, int] = {}
    for index, item in enumerate(every):
        last[_identity(item, index)] = index
    kept = set(last.values())
    return (
        tuple(item for index, item in enumerate(every) if index in kept),
        tuple(item for index, item in enumerate(every) if index not in kept),
    )


def _identity(item: SyncObject, index: int) -> object:
    if not item.name and at(item.value, "metadata", "generateName"):
        return index
    return (item.group, item.kind, item.namespace, item.name)


def _selected(item: SyncObject, settings: Settings) -> bool:
    return settings.selected is None or item.key in settings.selected


def _created_namespace(objects: Sequence[SyncObject], settings: Settings) -> list[Task]:
    """The Namespace of ``CreateNamespace=true``, unless a manifest that is no hook brings it."""
    name = settings.destination_namespace
    if not name or not settings.has("CreateNamespace=true"):
        return []
    if settings.namespace_exists and not settings.manages_namespace:
        return []
    for item in objects:
        if item.group == "" and item.kind == "Namespace" and item.name == name:
            role = hooks.role_of(item.value, settings.version)
            if role.kind in ("resource", "skipped"):
                return []
    value = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return [Task(SyncObject(("CreateNamespace", name), value), "PreSync", 0, name, "", created=True)]


def _place(task: Task) -> tuple[str, int]:
    return task.phase, task.wave


def _steps(applied: Sequence[Task], live: Sequence[SyncObject], settings: Settings) -> tuple[Step, ...]:
    """Run the sync: each round sorts what is there, and takes the first phase and wave with something to do.

    What was pruned is gone in the next round, so that the waves of the prunes left are mirrored anew. The destination
    namespace, if the Application brings it and it is not there yet, is created ahead of everything.
    """
    steps: list[Step] = []
    done: set[tuple[Hashable, str]] = set()
    ordered = _ordered(applied, live, settings)
    ahead = _created_ahead(ordered, settings)
    if ahead is not None and _place(ahead) != _place(ordered[0]):
        done.add(_id(ahead))
        steps.append(Step(ahead.phase, ahead.wave, (ahead,)))
    while True:
        pending = [task for task in ordered if task.phase != "SyncFail" and _id(task) not in done]
        if not pending:
            break
        group = [task for task in pending if _place(task) == _place(pending[0])]
        done |= {_id(task) for task in group}
        gone = {task.object.key for task in group if _vanishes(task, settings)}
        if gone:
            applied = [task for task in applied if not (task.created and task.object.key in gone)]
            live = [item for item in live if item.key not in gone]
            ordered = _ordered(applied, live, settings)
        multi_step = bool(ordered) and _place(ordered[0]) != _place(ordered[-1])
        final = len(group) == len(pending) and not any(task.hook and task is not ahead for task in group)
        steps.append(_step(group, settings, multi_step=multi_step, final=final))
    on_failure = tuple(task for task in ordered if task.phase == "SyncFail")
    if on_failure:
        steps.append(_step(on_failure, settings, multi_step=True, final=False))
    return tuple(steps)


def _created_ahead(ordered: Sequence[Task], settings: Settings) -> Task | None:
    """The task of the destination namespace on a first sync (gitops-engine ``getNamespaceCreationTask``)."""
    if settings.namespace_exists:
        return None
    name = settings.destination_namespace
    return next((t for t in ordered if not t.prune and t.title == f"/Namespace/{name}"), None)


def _ordered(applied: Sequence[Task], live: Sequence[SyncObject], settings: Settings) -> tuple[Task, ...]:
    pruned = prune_tasks(
        live, applied, prune=settings.prune, app_options=settings.sync_options, version=settings.version
    )
    return sort_tasks((*applied, *pruned))


def _id(task: Task) -> tuple[Hashable, str]:
    """What Argo CD keeps a result by: an object is done once in a phase."""
    return (task.object.key, task.phase)


def _vanishes(task: Task, settings: Settings) -> bool:
    """Whether Argo CD no longer counts the task once it is done: pruned, or a Namespace made and not managed."""
    return (task.prune and not task.kept) or (task.created and not settings.manages_namespace)


def _step(group: Sequence[Task], settings: Settings, *, multi_step: bool, final: bool) -> Step:
    """A final step without hooks is not waited for: the sync has succeeded as soon as it is applied."""
    tasks = tuple(group)
    waits: tuple[Task, ...] = ()
    if not final:
        waits = tuple(task for task in tasks if _waits(task, settings, multi_step=multi_step))
    return Step(tasks[0].phase, tasks[0].wave, tasks, waits, running_message(waits))


def _waits(task: Task, settings: Settings, *, multi_step: bool) -> bool:
    if task.prune:
        return not task.kept
    has_health = health_check(task.group, task.kind, settings.health, settings.version) is not None
    return has_health and (multi_step or task.hook)


def running_message(tasks: Sequence[Task]) -> str:
    """What Argo CD shows while it waits for these tasks; '' if there are none.

    Applied objects are waited for first, hooks named before others; then the pruned ones.
    """
    applied = [task for task in tasks if not task.prune]
    waiting = applied or list(tasks)
    if not waiting:
        return ""
    by_hook = [task for task in waiting if task.hook]
    reason = COMPLETION if by_hook else HEALTHY if applied else DELETION
    message = f"waiting for {reason} {(by_hook or waiting)[0].title}"
    if len(waiting) == 1:
        return message
    return f"{message} and {len(waiting) - 1} more {'hooks' if len(by_hook) == len(waiting) else 'resources'}"
