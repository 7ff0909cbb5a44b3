"""Steps that may never end, because of health that git shows will not come (P12, W6, W20, W26, W27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import annotations_of, at, items, text
from gitops_lint.references.pods import service_hosts
from gitops_lint.references.podspecs import pod_templates
from gitops_lint.syncplan.health import trap
from gitops_lint.syncplan.mistakes import ERROR, HIGH, INFO, LOW, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.plan import running_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_lint.syncplan.health import Trap
    from gitops_lint.syncplan.objects import Task
    from gitops_lint.syncplan.ordering import Scene

IGNORE_HEALTH = "argocd.argoproj.io/ignore-healthcheck"
_HINTS = {
    "paused": ("W27", WARNING, HIGH),
    "suspended": ("W26", WARNING, HIGH),
    "rollout-pause": ("W27", INFO, LOW),
    "load-balancer": ("W20", WARNING, LOW),
    "ingress": ("W20", INFO, LOW),
    "cron-job": ("W26", INFO, LOW),
    "autoscaler": ("W17", INFO, LOW),
}


def blocking(scene: Scene) -> Iterator[Mistake]:
    """Objects that a step waits for, and that stay unhealthy as far as their manifests show."""
    for index, task in scene.tasks:
        step = scene.plan.steps[index]
        found = trap(task.object.value, scene.plan.settings.version) if task in step.waits else None
        if found is None:
            continue
        if found.name == "claim":
            yield from _claim(scene, index, task)
        elif not (task.hook and found.status == "Degraded"):
            code, severity, confidence = _HINTS[found.name]
            yield _blocked(scene, index, task, found, (code, severity, confidence))


def _blocked(scene: Scene, index: int, task: Task, found: Trap, hint: tuple[str, str, str]) -> Mistake:
    step, after = scene.plan.steps[index], scene.plan.steps[index + 1 : index + 2]
    rest = f"; phase {after[0].phase}, wave {after[0].wave} comes only then" if after else ""
    shown = "the sync fails" if found.status == "Degraded" else f"Argo CD shows '{running_message((task,))}'"
    if annotations_of(task.object.value).get(IGNORE_HEALTH) == "true":
        rest += "; ignore-healthcheck does not change that, waves wait all the same"
    return Mistake(
        f"sync-blocked-by-{found.name}",
        hint[0],
        task.object.key,
        found.pointer,
        f"{task.kind} '{task.name}' of phase {step.phase}, wave {step.wave} is waited for: {found.reason}",
        f"{shown}{rest}",
        hint[1],
        hint[2],
    )


def _claim(scene: Scene, index: int, task: Task) -> Iterator[Mistake]:
    """A claim that binds only when a pod uses it, in a step without such a pod (W6)."""
    name = text(at(task.object.value, "spec", "storageClassName"))
    classes = [t for _, t in scene.tasks if t.kind == "StorageClass" and t.name == name]
    mode = text(at(classes[0].object.value, "volumeBindingMode")) if classes else ""
    if mode == "Immediate" or (classes and not mode) or at(task.object.value, "spec", "volumeName"):
        return
    users = [
        (at_, user)
        for at_, user in scene.tasks
        if user.object.namespace == task.object.namespace and _uses(scene, user, task.name)
    ]
    if not users or min(at_ for at_, _ in users) <= index:
        return
    later, user = min(users, key=lambda place: place[0])
    step, there = scene.plan.steps[index], scene.plan.steps[later]
    yield Mistake(
        "sync-blocked-by-claim",
        "W6",
        task.object.key,
        "/spec/storageClassName" if name else "/spec",
        f"PersistentVolumeClaim '{task.name}' of phase {step.phase}, wave {step.wave} is used first by {user.kind} "
        f"'{user.name}' of phase {there.phase}, wave {there.wave}",
        f"with volumeBindingMode WaitForFirstConsumer it stays Pending: Argo CD shows '{running_message((task,))}' for "
        "ever",
        ERROR if mode == "WaitForFirstConsumer" else WARNING,
        HIGH if mode else MEDIUM,
        user.object.key,
    )


def _uses(scene: Scene, task: Task, claim: str) -> bool:
    return any(
        at(volume, "persistentVolumeClaim", "claimName") == claim
        for template in pod_templates(task.object.value, scene.pod_paths)
        for volume in items(template.spec.get("volumes"))
    )


def hooks_that_call_later_services(scene: Scene) -> Iterator[Mistake]:
    """PreSync hooks whose environment names a Service that only Sync brings: a migration before its database (P5)."""
    services = {(t.object.namespace, t.name): (i, t) for i, t in scene.tasks if not t.group and t.kind == "Service"}
    for index, task in scene.tasks:
        if not task.hook or task.phase != "PreSync":
            continue
        for template in pod_templates(task.object.value, scene.pod_paths):
            for pointer, value in service_hosts(template.spec):
                called = _service_named(value, task.object.namespace)
                later = services.get(called) if called else None
                if later is None or later[0] <= index:
                    continue
                there = scene.plan.steps[later[0]]
                yield Mistake(
                    "hook-calls-later-service",
                    "P5",
                    task.object.key,
                    f"{template.pointer}/spec{pointer}",
                    f"PreSync hook {task.kind} '{task.name}' calls Service '{later[1].name}', which phase "
                    f"{there.phase}, wave {there.wave} brings",
                    f"on a first sync it cannot connect: Argo CD shows '{running_message((task,))}' or fails",
                    INFO,
                    MEDIUM,
                    later[1].object.key,
                )


def _service_named(value: str, namespace: str) -> tuple[str, str] | None:
    """Namespace and name of the Service an address leads to, if it looks like one: 'db', 'tcp://db.shop:5432/x'."""
    host = value.rsplit("://", 1)[-1].rsplit("@", 1)[-1].split("/", 1)[0].split("?", 1)[0]
    labels = host.split(":", 1)[0].split(".")
    if not all(labels) or (len(labels) > 2 and labels[2] != "svc") or not labels[0].islower():
        return None
    return (labels[1] if len(labels) > 1 else namespace), labels[0]
