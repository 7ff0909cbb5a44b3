"""From one state of git to the next: what is created, changed and pruned, and what that refuses or loses.

What git held before is taken for what is live. Pure: objects in, a plan with its changes and mistakes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import at
from gitops_lint.syncplan import hooks, options
from gitops_lint.syncplan.immutable import refused
from gitops_lint.syncplan.losses import lost_with
from gitops_lint.syncplan.mistakes import ERROR, HIGH, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.plan import Settings, plan, running_message
from gitops_lint.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from gitops_lint.syncplan.immutable import Refusal
    from gitops_lint.syncplan.objects import SyncObject, Task
    from gitops_lint.syncplan.plan import Plan, Step

CREATE, CHANGE, SAME = "create", "change", "same"
Identity = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Transition:
    """One sync after a change.

    ``states`` says of each object by its key whether it is CREATE, CHANGE or SAME; prunes are tasks of the plan.
    ``gone`` are the objects that git no longer has, ``recreated`` the keys of those that are deleted and made anew
    because they cannot be changed.
    """

    plan: Plan
    states: Mapping[Hashable, str]
    gone: tuple[SyncObject, ...]
    recreated: frozenset[Hashable]
    mistakes: tuple[Mistake, ...]

    def state(self, task: Task) -> str:
        """What happens to the object of a task: CREATE, CHANGE, SAME; of a hook always CREATE."""
        return CREATE if task.hook or task.created else self.states.get(task.object.key, CREATE)


def identity(item: SyncObject) -> Identity:
    """What the API server tells objects apart by."""
    return (item.group, item.kind, item.namespace, item.name)


def transition(before: Sequence[SyncObject], now: Sequence[SyncObject], settings: Settings) -> Transition:
    """The sync that turns ``before`` into ``now``."""
    live = {identity(item): item for item in before if item.name and _is_resource(item, settings)}
    wanted = {identity(item) for item in now}
    gone = tuple(item for key, item in live.items() if key not in wanted)
    states: dict[Hashable, str] = {}
    recreated: set[Hashable] = set()
    mistakes: list[Mistake] = []
    for item in now:
        old = live.get(identity(item)) if _is_resource(item, settings) else None
        if old is None:
            states[item.key] = CREATE
            continue
        if old.value == item.value:
            states[item.key] = SAME
            continue
        states[item.key] = CHANGE
        for mistake in _refusals(old, item, settings):
            mistakes.append(mistake)
            if mistake.name == RECREATED:
                recreated.add(item.key)
    made = plan(now, settings, gone)
    if settings.has("ApplyOutOfSyncOnly=true"):
        made = _only_out_of_sync(made, states)
    mistakes += _losses(made, now)
    return Transition(made, states, gone, frozenset(recreated), tuple(mistakes))


def _only_out_of_sync(made: Plan, states: Mapping[Hashable, str]) -> Plan:
    """The plan without objects that are as git wants them: they are neither applied nor waited for; hooks run.

    Source: gitops-engine ``sync_context.go`` (``filterOutOfSyncTasks``).
    """
    steps: list[Step] = []
    for step in made.steps:
        tasks = tuple(
            task for task in step.tasks if task.hook or task.prune or states.get(task.object.key, CREATE) != SAME
        )
        waits = tuple(task for task in step.waits if task in tasks)
        if tasks:
            steps.append(replace(step, tasks=tasks, waits=waits, message=running_message(waits)))
    last = next((number for number in reversed(range(len(steps))) if not steps[number].on_failure), None)
    if last is not None and not any(task.hook for task in steps[last].tasks):
        steps[last] = replace(steps[last], waits=(), message="")
    return replace(made, steps=tuple(steps))


def _is_resource(item: SyncObject, settings: Settings) -> bool:
    return hooks.role_of(item.value, settings.version).kind == "resource"


REFUSED, RECREATED = "immutable-field-changed", "object-recreated"


def _refusals(old: SyncObject, item: SyncObject, settings: Settings) -> Iterator[Mistake]:
    """Changes the API server refuses, or that Argo CD makes by deleting the object first."""
    what = f"{item.kind} '{item.name}'"
    forced = any("Force=true" in options.csv(each.value) for each in (old, item))
    for refusal in refused(old.value, item.value, item.group, item.kind):
        if refusal.pointer == "/roleRef" and not _refuses_role(item, settings):
            continue
        place = refusal.pointer.replace("/", ".").lstrip(".")
        if forced:
            effect = "with Force=true the object is deleted and made anew"
            if item.kind == "PersistentVolumeClaim":
                effect = f"{effect}: its data is lost"
            severity = ERROR if item.kind == "PersistentVolumeClaim" else WARNING
            yield Mistake(
                RECREATED, "T2", item.key, refusal.pointer, f"{what} changes {place}", effect, severity, MEDIUM
            )
        else:
            yield Mistake(
                REFUSED, "T1", item.key, refusal.pointer, f"{what} changes {place}", _effect(item, refusal), ERROR
            )


def _refuses_role(item: SyncObject, settings: Settings) -> bool:
    """Whether a changed roleRef is refused: Argo CD reconciles RBAC by itself where it applies on the client's side."""
    own = options.csv(item.value)
    if "Replace=true" in own or settings.has("Replace=true"):
        return True
    return "ServerSideApply=false" not in own and (
        "ServerSideApply=true" in own or settings.has("ServerSideApply=true")
    )


def _effect(item: SyncObject, refusal: Refusal) -> str:
    return f"the sync fails: 'one or more objects failed to apply', '{item.kind} \"{item.name}\" … {refusal.reason}'"


def _losses(made: Plan, now: Sequence[SyncObject]) -> Iterator[Mistake]:
    """Pruned objects that take others, or data, with them."""
    remaining = {identity(item) for item in now}
    for task in made.tasks:
        if not task.prune or task.kept:
            continue
        lost = lost_with(task.object)
        if lost is None:
            continue
        stays = _still_used(task.object, remaining)
        yield Mistake(
            "pruned-with-data",
            "T3",
            None,
            "/metadata/name",
            f"{task.kind} '{task.name}' is pruned",
            f"{lost}{stays}; Prune=false or Prune=confirm on the object keeps it",
            ERROR if stays else WARNING,
            HIGH,
            task.object.key,
        )


def _still_used(item: SyncObject, remaining: set[Identity]) -> str:
    """Whether objects that stay in git need what goes."""
    if item.kind == "Namespace":
        inside = [key for key in remaining if key[2] == item.name]
        return f", {len(inside)} of them still in git" if inside else ""
    if item.kind == "CustomResourceDefinition":
        kind = (at(item.value, "spec", "group"), at(item.value, "spec", "names", "kind"))
        users = [key for key in remaining if key[:2] == kind]
        return f", {len(users)} of them still in git" if users else ""
    return ""
