"""Objects that need what the sync creates only later.

Only what the same Application creates is judged: what others bring is not known to be missing. Inside one step Argo
CD waits for nothing and pods retry, so that order within a step is no mistake, but for bare pods at admission.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.extract import references_of
from gitops_lint.references.matching import Entry
from gitops_lint.references.plain import EMPTY, at
from gitops_lint.references.podspecs import pod_templates
from gitops_lint.references.resolve import World
from gitops_lint.references.values import APPLY, EVENTUALLY, HEALTH, POD
from gitops_lint.syncplan import hooks
from gitops_lint.syncplan.mistakes import ERROR, HIGH, INFO, LOW, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.plan import running_message
from gitops_lint.syncplan.prune import deletion

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from gitops_lint.references.resolve import Resolution
    from gitops_lint.references.values import Reference
    from gitops_lint.syncplan.objects import SyncObject, Task
    from gitops_lint.syncplan.plan import Plan, Step

_LATER_PODS = frozenset({"CronJob", "PodTemplate", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"})
"""Kinds whose pods start at another time than they are applied."""
_FAILS = frozenset({"ExternalSecret", "Certificate", "HorizontalPodAutoscaler", "ScaledObject", "Rollout"})
_HANGS = frozenset({"PersistentVolumeClaim", "APIService"})


class Scene:
    """A plan with the references of its objects resolved among themselves. Built once for all questions."""

    def __init__(self, plan: Plan, pod_paths: Mapping[str, str] = EMPTY) -> None:
        self.plan = plan
        self.pod_paths = pod_paths
        self.tasks = [(index, task) for index, step in enumerate(plan.steps) for task in step.tasks if not task.prune]
        self.first: dict[Hashable, tuple[int, Task]] = {}
        for index, task in self.tasks:
            self.first.setdefault(task.object.key, (index, task))
        objects = {task.object.key: task.object for _, task in self.tasks} | {o.key: o for o in plan.on_deletion}
        self.world = World((Entry(o.key, o.value, o.namespace) for o in objects.values()), pod_paths)

    def references(self, item: SyncObject) -> Iterator[tuple[Reference, Resolution]]:
        """The references of an object by name, with what they lead to in this plan."""
        for reference in references_of(item.value, self.pod_paths):
            if reference.name:
                yield reference, self.world.resolve(reference, item.namespace)

    def earliest(self, resolution: Resolution) -> tuple[int, Task] | None:
        """Step and task by which the target is there; None if the plan does not bring it."""
        keys = [*(entry.key for entry in resolution.objects), *(made.by.key for made in resolution.provided)]
        found = [self.first[key] for key in keys if key in self.first]
        return min(found, key=lambda place: place[0], default=None)


def too_late(scene: Scene) -> Iterator[Mistake]:
    """Objects that Argo CD waits for in one step, and that need something of a later step (P1-P6, P10, W1-W25)."""
    for index, task in scene.tasks:
        step = scene.plan.steps[index]
        if task not in step.waits or _is_idle(task):
            continue
        for reference, resolution in scene.references(task.object):
            provider = scene.earliest(resolution)
            if reference.optional or provider is None or provider[0] <= index:
                continue
            judged = _judged(task, reference)
            if judged is not None:
                yield _late(scene, (index, task), reference, provider, judged)


def _is_idle(task: Task) -> bool:
    """No pod of it starts with the sync."""
    spec = task.object.value.get("spec")
    return task.kind in _LATER_PODS or at(spec, "replicas") == 0 or at(spec, "suspend") is True


def _judged(task: Task, reference: Reference) -> tuple[str, str] | None:
    """Severity and confidence of a need that is met too late; None where nothing comes of it."""
    if reference.need in (POD, APPLY):
        return None if reference.kind == "Namespace" else (ERROR, HIGH)
    if reference.need == HEALTH:
        return (ERROR, HIGH) if task.kind in _FAILS | _HANGS else (WARNING, MEDIUM)
    if "imagePullSecrets" in reference.via or reference.pointer == "/spec/serviceName":
        return WARNING, MEDIUM
    return None


def _late(
    scene: Scene, consumer: tuple[int, Task], reference: Reference, provider: tuple[int, Task], judged: tuple[str, str]
) -> Mistake:
    step, later = scene.plan.steps[consumer[0]], scene.plan.steps[provider[0]]
    task, target = consumer[1], f"{reference.kind} '{reference.name}'"
    brings = f"{provider[1].kind} '{provider[1].name}'"
    made = target if brings == target else f"{target}, made by {brings},"
    across = step.phase != later.phase
    return Mistake(
        name="sync-phase-too-late" if across else "sync-wave-too-late",
        code="P1" if across else "W1",
        key=task.object.key,
        pointer=reference.pointer,
        message=f"{task.kind} '{task.name}' in {where(step)} needs {made} of {where(later)}",
        effect=_effect(task, reference, later) + (_NO_HELP if across and later.wave < step.wave else ""),
        severity=judged[0],
        confidence=judged[1],
        related=provider[1].object.key,
    )


_NO_HELP = "; its lower wave does not help, phases come first"
"""Said of a wave that was to bring an object forward across phases (P7)."""


def where(step: Step) -> str:
    """A step in words: 'phase Sync, wave 2'."""
    return "phase SyncFail" if step.on_failure else f"phase {step.phase}, wave {step.wave}"


def _effect(task: Task, reference: Reference, later: Step) -> str:
    waiting = f"Argo CD shows '{running_message((task,))}'"
    if later.on_failure:
        return f"{waiting}; {where(later)} runs only if the sync fails"
    if reference.need == HEALTH and task.kind in _FAILS:
        return (
            f"{task.kind} becomes Degraded: 'one or more synchronization tasks completed unsuccessfully'; "
            f"{where(later)} is not reached"
        )
    why = _POD_EVENTS.get(reference.kind)
    because = f" ({why.format(name=reference.name)})" if why and reference.need in (POD, APPLY) else ""
    return f"{waiting}{because}, and {where(later)} is not reached"


_POD_EVENTS: Mapping[str, str] = {
    "ConfigMap": 'configmap "{name}" not found',
    "Secret": 'secret "{name}" not found',
    "ServiceAccount": 'error looking up service account: serviceaccount "{name}" not found',
    "PersistentVolumeClaim": 'persistentvolumeclaim "{name}" not found',
    "PriorityClass": "no PriorityClass with name {name} was found",
    "RuntimeClass": 'pod rejected: RuntimeClass "{name}" not found',
}
"""What Kubernetes says of the pod meanwhile."""


def rights_too_late(scene: Scene) -> Iterator[Mistake]:
    """Pods that run before the binding which gives their ServiceAccount its rights (P3, W4)."""
    bindings: dict[tuple[str, str], list[tuple[int, Task]]] = {}
    for index, task in scene.tasks:
        if task.group != "rbac.authorization.k8s.io" or not task.kind.endswith("RoleBinding"):
            continue
        for reference in references_of(task.object.value):
            if reference.kind == "ServiceAccount":
                namespace = reference.namespace or task.object.namespace
                bindings.setdefault((namespace, reference.name), []).append((index, task))
    for index, task in scene.tasks:
        if task not in scene.plan.steps[index].waits or _is_idle(task):
            continue
        for reference in references_of(task.object.value, scene.pod_paths):
            bound = bindings.get((task.object.namespace, reference.name), [])
            if reference.kind != "ServiceAccount" or not bound or min(bound, key=_first)[0] <= index:
                continue
            later, binding = min(bound, key=_first)
            here, there = scene.plan.steps[index], scene.plan.steps[later]
            yield Mistake(
                "sync-rights-too-late",
                "P3" if here.phase != there.phase else "W4",
                task.object.key,
                reference.pointer,
                f"{task.kind} '{task.name}' in {where(here)} runs before {binding.kind} '{binding.name}' of "
                f"{where(there)} gives ServiceAccount '{reference.name}' its rights",
                f"requests of its pods are forbidden; Argo CD shows '{running_message((task,))}'",
                WARNING,
                MEDIUM,
                binding.object.key,
            )


def _first(place: tuple[int, Task]) -> int:
    return place[0]


def hook_objects_in_use(scene: Scene) -> Iterator[Mistake]:
    """Hooks that hold what ordinary workloads use: deleted and made anew with every sync (P9)."""
    if not any(task.hook for _, task in scene.tasks):
        return
    for index, task in scene.tasks:
        if task.hook:
            continue
        for reference, resolution in scene.references(task.object):
            if reference.need != POD or len(resolution.objects) != 1 or resolution.provided:
                continue
            created, owner = scene.first.get(resolution.objects[0].key, (0, task))
            if not owner.hook or created > index:
                continue
            policies = hooks.delete_policies(owner.object.value)
            claim = reference.kind == "PersistentVolumeClaim"
            at_end = "HookSucceeded" in policies
            if not at_end and "BeforeHookCreation" not in policies:
                continue
            when = "when the sync has succeeded" if at_end else "before each sync"
            yield Mistake(
                "hook-object-in-use",
                "P9",
                task.object.key,
                reference.pointer,
                f"{task.kind} '{task.name}' uses {reference.kind} '{reference.name}', a hook that is deleted {when}",
                "its data is lost" if claim else "pods that start meanwhile fail to start",
                ERROR if claim else WARNING,
                HIGH if claim or at_end else LOW,
                owner.object.key,
            )


def after_deletion(scene: Scene) -> Iterator[Mistake]:
    """PostDelete hooks that need what the deletion has removed before (P15)."""
    items = [task.object for _, task in scene.tasks] + list(scene.plan.on_deletion)
    unique = {item.key: item for item in items}
    if not any(hooks.deletion_phases(item.value, scene.plan.settings.version) for item in unique.values()):
        return
    cascade = deletion(unique.values(), scene.plan.settings.sync_options, scene.plan.settings.version)
    gone = {item.key for _, wave in cascade.waves for item in wave}
    for hook in cascade.post_delete:
        for reference, resolution in scene.references(hook):
            owners = {entry.key for entry in resolution.objects} | {made.by.key for made in resolution.provided}
            if reference.optional or reference.need == EVENTUALLY or not owners or not owners <= gone:
                continue
            if reference.kind == "Namespace":
                continue
            yield Mistake(
                "post-delete-hook-needs-deleted",
                "P15",
                hook.key,
                reference.pointer,
                f"PostDelete hook {hook.kind} '{hook.name}' needs {reference.kind} '{reference.name}', which is "
                "deleted before it runs",
                "the hook does not complete, and the Application stays in deletion",
                ERROR,
                HIGH,
                next(iter(sorted(owners, key=repr))),
            )


def bare_pods_before_priority(scene: Scene) -> Iterator[Mistake]:
    """Bare pods in the step of their PriorityClass, which Argo CD applies after them: nobody retries (2.3)."""
    for index, task in scene.tasks:
        if task.group or task.kind != "Pod":
            continue
        for reference, resolution in scene.references(task.object):
            provider = scene.earliest(resolution)
            if reference.need != APPLY or reference.kind == "Namespace" or provider is None or provider[0] != index:
                continue
            yield Mistake(
                "pod-before-priority-class",
                "2.3",
                task.object.key,
                reference.pointer,
                f"Pod '{task.name}' is applied before {reference.kind} '{reference.name}' of the same wave",
                f"'one or more objects failed to apply': {_POD_EVENTS[reference.kind].format(name=reference.name)}",
                ERROR,
                HIGH,
                provider[1].object.key,
            )


def failure_hooks(scene: Scene) -> Iterator[Mistake]:
    """SyncFail hooks that need what only the end of a successful sync brings (P13)."""
    for index, task in scene.tasks:
        if not scene.plan.steps[index].on_failure:
            continue
        for reference, resolution in scene.references(task.object):
            provider = scene.earliest(resolution)
            if reference.need not in (POD, APPLY) or reference.optional or provider is None:
                continue
            step = scene.plan.steps[provider[0]]
            if step.phase != "PostSync":
                continue
            yield Mistake(
                "failure-hook-needs-success",
                "P13",
                task.object.key,
                reference.pointer,
                f"SyncFail hook {task.kind} '{task.name}' needs {reference.kind} '{reference.name}' of {where(step)}",
                "that phase comes only when the sync has not failed: the hook does not start",
                WARNING,
                HIGH,
                provider[1].object.key,
            )


def limits_too_late(scene: Scene) -> Iterator[Mistake]:
    """Limits of a namespace that come after pods in it, which they do not touch any more (W9)."""
    pods: dict[str, tuple[int, Task]] = {}
    for index, task in scene.tasks:
        if pod_templates(task.object.value, scene.pod_paths) and not _is_idle(task):
            pods.setdefault(task.object.namespace, (index, task))
    for index, task in scene.tasks:
        first = pods.get(task.object.namespace)
        if task.group or task.kind not in ("LimitRange", "ResourceQuota") or first is None or first[0] >= index:
            continue
        yield Mistake(
            "limits-after-pods",
            "W9",
            task.object.key,
            "/metadata",
            f"{task.kind} '{task.name}' of {where(scene.plan.steps[index])} comes after {first[1].kind} "
            f"'{first[1].name}' of {where(scene.plan.steps[first[0]])}",
            "pods that run already are neither given its defaults nor refused",
            INFO,
            HIGH,
            first[1].object.key,
        )


def mistakes_of_order(scene: Scene) -> Iterator[Mistake]:
    """All of the above."""
    yield from limits_too_late(scene)
    yield from failure_hooks(scene)
    yield from too_late(scene)
    yield from rights_too_late(scene)
    yield from hook_objects_in_use(scene)
    yield from after_deletion(scene)
    yield from bare_pods_before_priority(scene)
