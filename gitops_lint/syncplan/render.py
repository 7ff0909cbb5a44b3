"""A plan as text, as plain data for JSON, and as a Mermaid flow chart."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from gitops_lint.syncplan.transition import CHANGE, SAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_lint.syncplan.mistakes import Mistake
    from gitops_lint.syncplan.objects import SyncObject, Task
    from gitops_lint.syncplan.plan import Plan, Step
    from gitops_lint.syncplan.transition import Transition


def to_text(plan: Plan, change: Transition | None = None) -> str:
    """The plan for a terminal: one line for each step, one for each object, one where Argo CD waits.

    Of a ``change`` only what it changes is listed, with what it refuses and loses.
    """
    lines: list[str] = []
    for step in plan.steps:
        lines.append(title_of(step))
        shown = [task for task in step.tasks if change is None or is_touched(task, change)]
        lines += [f"  {mark_of(task, change)} {_described(task, change)}" for task in shown]
        if len(shown) < len(step.tasks):
            lines.append(f"  · {len(step.tasks) - len(shown)} unchanged")
        if step.message:
            lines.append(f"  … {step.message}")
    for title, left in left_out(plan):
        lines.append(title)
        lines += [f"  · {item.kind} {item.name}" for item in left]
    lines += [f"  ! {mistake.message}; {mistake.effect}" for mistake in (change.mistakes if change else ())]
    return "".join(f"{line}\n" for line in lines)


def is_touched(task: Task, change: Transition) -> bool:
    """Whether the change creates, changes or prunes the object of a task; hooks run in any case."""
    return task.prune or change.state(task) != SAME


def title_of(step: Step) -> str:
    """``Sync ▸ wave 1``."""
    return "SyncFail (only if the sync fails)" if step.on_failure else f"{step.phase} ▸ wave {step.wave}"


def mark_of(task: Task, change: Transition | None = None) -> str:
    """One character for what happens to the object."""
    if task.prune:
        return "=" if task.kept else "-"
    if task.hook:
        return "↻"
    return "~" if change is not None and change.state(task) == CHANGE else "+"


def _described(task: Task, change: Transition | None = None) -> str:
    where = f" in {task.object.namespace}" if task.object.namespace else ""
    notes = notes_on(task, change)
    suffix = f" ({', '.join(notes)})" if notes else ""
    return f"{task.kind} {task.name}{where}{suffix}"


def notes_on(task: Task, change: Transition | None = None) -> list[str]:
    """What is special about a task."""
    notes = []
    if change is not None and task.object.key in change.recreated:
        notes.append("deleted and made anew")
    if task.hook:
        notes.append("hook")
    if task.prune:
        notes.append("no longer in git, kept" if task.kept else "pruned")
    if task.created:
        notes.append("CreateNamespace=true")
    if task.moved_from:
        phase, wave = task.moved_from
        notes.append(f"moved here from {phase} wave {wave}, because others need it")
    return notes


def left_out(plan: Plan) -> list[tuple[str, Sequence[SyncObject]]]:
    """What of an Application the sync leaves out, by the reason."""
    groups = (
        ("never applied (no hook type Argo CD knows)", plan.never),
        ("skipped", plan.skipped),
        ("only when the Application is deleted", plan.on_deletion),
        ("replaced by a later manifest of the same object", plan.superseded),
    )
    return [(title, left) for title, left in groups if left]


def to_data(plan: Plan, change: Transition | None = None) -> dict[str, Any]:
    """The plan as dicts, lists and strings; of a change with what it refuses and loses."""
    found = {"mistakes": [mistake_data(mistake) for mistake in change.mistakes]} if change is not None else {}
    return {
        **found,
        "steps": [_step_data(step, change) for step in plan.steps],
        "multi_step": plan.multi_step,
        "never": [_object_data(item) for item in plan.never],
        "skipped": [_object_data(item) for item in plan.skipped],
        "on_deletion": [_object_data(item) for item in plan.on_deletion],
        "superseded": [_object_data(item) for item in plan.superseded],
    }


def mistake_data(mistake: Mistake) -> dict[str, Any]:
    """What a change refuses or loses, as strings."""
    return {
        "name": mistake.name,
        "severity": mistake.severity,
        "message": mistake.message,
        "effect": mistake.effect,
        "pointer": mistake.pointer,
    }


def _step_data(step: Step, change: Transition | None) -> dict[str, Any]:
    return {
        "phase": step.phase,
        "wave": step.wave,
        "on_failure": step.on_failure,
        "objects": [_task_data(task, change, waited=task in step.waits) for task in step.tasks],
        "message": step.message or None,
    }


def _task_data(task: Task, change: Transition | None, *, waited: bool) -> dict[str, Any]:
    moved = task.moved_from
    applied = "create" if task.created else "apply"
    if change is not None and not task.hook:
        applied = "recreate" if task.object.key in change.recreated else change.state(task)
    return {
        "action": "keep" if task.kept else "prune" if task.prune else applied,
        "group": task.group,
        "kind": task.kind,
        "namespace": task.object.namespace or None,
        "name": task.name,
        "hook": task.hook,
        "waited_for": waited,
        "moved_from": {"phase": moved[0], "wave": moved[1]} if moved else None,
    }


def _object_data(item: SyncObject) -> dict[str, Any]:
    return {"group": item.group, "kind": item.kind, "namespace": item.namespace or None, "name": item.name}


def to_mermaid(plan: Plan, change: Transition | None = None) -> str:
    """The plan as a Mermaid flow chart: a box for each step, the wait on the arrow to the next one."""
    lines = ["flowchart TD"]
    for index, step in enumerate(plan.steps):
        shown = [task for task in step.tasks if change is None or is_touched(task, change)]
        told = [f"{mark_of(task, change)} {_described(task, change)}" if change else _described(task) for task in shown]
        told += [f"{len(step.tasks) - len(shown)} unchanged"] * (len(shown) < len(step.tasks))
        objects = "<br/>".join(_quoted(line) for line in told)
        title = _quoted(title_of(step))
        lines.append(f'  s{index}["<b>{title}</b><br/>{objects}"]')
    usual = [index for index, step in enumerate(plan.steps) if not step.on_failure]
    for before, after in itertools.pairwise(usual):
        message = plan.steps[before].message
        lines.append(f'  s{before} -->|"{_quoted(message)}"| s{after}' if message else f"  s{before} --> s{after}")
    lines += [
        f'  s{usual[-1]} -.->|"on failure"| s{index}'
        for index, step in enumerate(plan.steps)
        if step.on_failure and usual
    ]
    lines += _problems(change.mistakes) if change is not None else []
    return "".join(f"{line}\n" for line in lines)


def gone_to_mermaid(fate: str, mistakes: Sequence[Mistake]) -> str:
    """What becomes of an Application that git no longer has, as a flow chart of its own."""
    lines = ["flowchart TD", f'  gone["{_quoted(fate)}"]', *_problems(mistakes)]
    return "".join(f"{line}\n" for line in lines)


def _problems(mistakes: Sequence[Mistake]) -> list[str]:
    told = [f'  p{n}["! {_quoted(f"{each.message}; {each.effect}")}"]:::problem' for n, each in enumerate(mistakes)]
    return [*told, "  classDef problem stroke:#b42318,stroke-dasharray:4"] if told else []


def _quoted(text: str) -> str:
    escapes = (("#", "#35;"), ("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", " "))
    for char, escaped in escapes:
        text = text.replace(char, escaped)
    return text
