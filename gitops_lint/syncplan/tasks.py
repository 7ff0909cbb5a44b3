"""The order of tasks: phase, wave, kind, name, and what is moved in front of its dependents.

Source: gitops-engine ``pkg/sync/sync_tasks.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import at, group_kind_of, namespace_of
from gitops_lint.syncplan import hooks, waves
from gitops_lint.syncplan.objects import NEWEST, SyncObject, Task
from gitops_lint.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gitops_lint.syncplan.objects import Version

PHASE_ORDER: Mapping[str, int] = {phase: index for index, phase in enumerate(hooks.PHASES)}

KINDS = (
    *("Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget"),
    *("ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume"),
    *("PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList"),
    *("ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList"),
    *("Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment"),
    *("HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService"),
)
"""The kinds Argo CD applies first inside one wave, in that order; the API group does not count. All others come
after these, by name."""
_KIND_ORDER: Mapping[str, int] = {kind: index - len(KINDS) for index, kind in enumerate(KINDS)}

REVISION, TIME = "<revision>", "<time>"
"""Stand for what is not known before the sync, in names made from ``generateName``."""


def tasks_of(
    item: SyncObject,
    destination_namespace: str = "",
    version: Version = NEWEST,
    revision: str = REVISION,
    started: str = TIME,
) -> tuple[Task, ...]:
    """One task for each phase the object is applied in; none if it is never applied."""
    hook = hooks.is_hook(item.value, version)
    wave = waves.wave(item.value)
    namespace = namespace_of(item.value) or destination_namespace
    return tuple(
        Task(
            object=item,
            phase=phase,
            wave=wave,
            name=item.name or (generated_name(item, phase, revision, started) if hook else ""),
            namespace=namespace,
            hook=hook,
        )
        for phase in hooks.phases(item.value, version)
    )


def generated_name(item: SyncObject, phase: str, revision: str = REVISION, started: str = TIME) -> str:
    """The name Argo CD gives a hook without one: generateName, short revision, phase, Unix time of the start."""
    short = revision[:7] if len(revision) >= 8 and revision != REVISION else revision
    prefix = at(item.value, "metadata", "generateName")
    return f"{prefix if isinstance(prefix, str) else ''}{f'{short}-{phase}-{started}'.lower()}"


def sort_tasks(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks in the order Argo CD runs them, Namespaces and CRDs moved in front of what needs them.

    Where phase, wave, kind and name are equal, Argo CD leaves the order open; here API group and namespace decide.
    """
    ordered = sorted(tasks, key=_sort_key)
    ordered = _adjust(ordered, _namespace_provided, _namespace_needed)
    return tuple(_adjust(ordered, _crd_provided, _kind_needed))


def _sort_key(task: Task) -> tuple[int, int, int, bytes, str, str, bool]:
    name = task.name.encode("utf-8", "surrogatepass")
    kind = _KIND_ORDER.get(task.kind, 0)
    return PHASE_ORDER[task.phase], task.wave, kind, name, task.group, task.namespace, task.prune


def _adjust(
    ordered: list[Task], provided: Callable[[Task], str | None], needed: Callable[[Task], str | None]
) -> list[Task]:
    """Move each task that provides something in front of the first one that needs it; it takes that one's place."""
    if not any(provided(task) for task in ordered):
        return ordered
    result: list[Task] = []
    first: dict[str, int] = {}
    for task in ordered:
        if task.prune:
            result.append(task)
            continue
        key = provided(task)
        if key is not None:
            index = first.get(key)
            if index is None:
                result.append(task)
                continue
            follower = result[index]
            result.insert(index, _moved(task, follower))
            first = {name: at_ + 1 if at_ >= index else at_ for name, at_ in first.items()}
            continue
        key = needed(task)
        if key is not None:
            first.setdefault(key, len(result))
        result.append(task)
    return result


def _moved(task: Task, follower: Task) -> Task:
    place = (follower.phase, follower.wave)
    if place == (task.phase, task.wave):
        return task
    return replace(
        task, phase=follower.phase, wave=follower.wave, moved_from=task.moved_from or (task.phase, task.wave)
    )


def _namespace_provided(task: Task) -> str | None:
    return task.name if task.kind == "Namespace" and task.group == "" else None


def _namespace_needed(task: Task) -> str | None:
    return task.namespace or None


def _crd_provided(task: Task) -> str | None:
    if task.kind != "CustomResourceDefinition" or task.group != "apiextensions.k8s.io":
        return None
    group, kind = at(task.object.value, "spec", "group"), at(task.object.value, "spec", "names", "kind")
    return f"{group}/{kind}" if isinstance(group, str) and isinstance(kind, str) else None


def _kind_needed(task: Task) -> str | None:
    return "/".join(group_kind_of(task.object.value))
