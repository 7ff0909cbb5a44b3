"""A plan as text, as plain data for JSON, and as a Mermaid flow chart."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_lint.syncplan.objects import SyncObject, Task
    from gitops_lint.syncplan.plan import Plan, Step


def to_text(plan: Plan) -> str:
    """The plan for a terminal: one line for each step, one for each object, one where Argo CD waits."""
    lines: list[str] = []
    for step in plan.steps:
        lines.append(_title(step))
        lines += [f"  {_mark(task)} {_described(task)}" for task in step.tasks]
        if step.message:
            lines.append(f"  … {step.message}")
    for title, left in _left_out(plan):
        lines.append(title)
        lines += [f"  · {item.kind} {item.name}" for item in left]
    return "".join(f"{line}\n" for line in lines)


def _title(step: Step) -> str:
    return "SyncFail (only if the sync fails)" if step.on_failure else f"{step.phase} ▸ wave {step.wave}"


def _mark(task: Task) -> str:
    return "=" if task.kept else "-" if task.prune else "↻" if task.hook else "+"


def _described(task: Task) -> str:
    where = f" in {task.object.namespace}" if task.object.namespace else ""
    notes = []
    if task.hook:
        notes.append("hook")
    if task.prune:
        notes.append("no longer in git, kept" if task.kept else "pruned")
    if task.created:
        notes.append("CreateNamespace=true")
    if task.moved_from:
        phase, wave = task.moved_from
        notes.append(f"moved here from {phase} wave {wave}, because others need it")
    suffix = f" ({', '.join(notes)})" if notes else ""
    return f"{task.kind} {task.name}{where}{suffix}"


def _left_out(plan: Plan) -> list[tuple[str, Sequence[SyncObject]]]:
    groups = (
        ("never applied (no hook type Argo CD knows)", plan.never),
        ("skipped", plan.skipped),
        ("only when the Application is deleted", plan.on_deletion),
        ("replaced by a later manifest of the same object", plan.superseded),
    )
    return [(title, left) for title, left in groups if left]


def to_data(plan: Plan) -> dict[str, Any]:
    """The plan as dicts, lists and strings."""
    return {
        "steps": [_step_data(step) for step in plan.steps],
        "multi_step": plan.multi_step,
        "never": [_object_data(item) for item in plan.never],
        "skipped": [_object_data(item) for item in plan.skipped],
        "on_deletion": [_object_data(item) for item in plan.on_deletion],
        "superseded": [_object_data(item) for item in plan.superseded],
    }


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "phase": step.phase,
        "wave": step.wave,
        "on_failure": step.on_failure,
        "objects": [_task_data(task, waited=task in step.waits) for task in step.tasks],
        "message": step.message or None,
    }


def _task_data(task: Task, *, waited: bool) -> dict[str, Any]:
    moved = task.moved_from
    return {
        "action": "keep" if task.kept else "prune" if task.prune else "create" if task.created else "apply",
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


def to_mermaid(plan: Plan) -> str:
    """The plan as a Mermaid flow chart: a box for each step, the wait on the arrow to the next one."""
    lines = ["flowchart TD"]
    for index, step in enumerate(plan.steps):
        objects = "<br/>".join(_quoted(_described(task)) for task in step.tasks)
        title = _quoted(_title(step))
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
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    escapes = (("#", "#35;"), ("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", " "))
    for char, escaped in escapes:
        text = text.replace(char, escaped)
    return text
