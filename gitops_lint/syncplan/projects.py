"""AppProjects that come too late for the Applications beside them, or go too early (W29).

Source: ``refreshAppConditions``, ``finalizeApplicationDeletion`` and ``finalizeProjectDeletion`` in
``controller/appcontroller.go``.  The finalizer of an Application is acted on only while its project can be read; that
of a project only once no Application refers to it.  A deletion waits for what is going before the next wave goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.argocd.application import FINALIZER
from gitops_lint.references.plain import at, items, namespace_of, text
from gitops_lint.syncplan.mistakes import ERROR, HIGH, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.prune import deletion

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from gitops_lint.syncplan.objects import SyncObject, Task
    from gitops_lint.syncplan.ordering import Scene

_HELD_BY = (FINALIZER, "pre-delete-finalizer.argocd.argoproj.io", "post-delete-finalizer.argocd.argoproj.io")

MADE_BY_ARGOCD = "default"
"""The project that is there before anybody writes one."""

Place = tuple[int, "Task"]
Verdict = tuple[str, str, str]
"""What happens, and how bad and how sure that is."""


def projects_too_late(scene: Scene) -> Iterator[Mistake]:
    """Each Application that is not created after its AppProject, where that does harm."""
    ours = [(index, task) for index, task in scene.tasks if task.group == "argoproj.io"]
    projects = {task.name: (index, task) for index, task in ours if task.kind == "AppProject"}
    if not projects:
        return
    settings = scene.plan.settings
    objects = [task.object for _, task in scene.tasks]
    going = deletion(objects, settings.sync_options, settings.version).waves
    waves = {item.key: wave for wave, together in going for item in together}
    for index, task in ours:
        project = projects.get(text(at(task.object.value, "spec", "project"))) if task.kind == "Application" else None
        if project is None or project[0] < index or not _share_a_namespace(task, project[1]):
            continue
        verdict = _verdict(scene, (index, task), project, waves)
        if verdict is not None:
            effect, severity, confidence = verdict
            yield Mistake(
                "project-not-before-application",
                "W29",
                task.object.key,
                "/spec/project",
                f"Application '{task.name}' is not in a later wave than its AppProject '{project[1].name}'",
                effect,
                severity,
                confidence,
                project[1].object.key,
            )


def _share_a_namespace(task: Task, project: Task) -> bool:
    return namespace_of(task.object.value) == namespace_of(project.object.value)


def _verdict(scene: Scene, ours: Place, project: Place, waves: Mapping[Hashable, int]) -> Verdict | None:
    """The worst that comes of it; None for what the next refresh heals."""
    (index, task), name = ours, project[1].name
    is_missed = project[0] > index and name != MADE_BY_ARGOCD
    refused = f"'Application referencing project {name} which does not exist'"
    if is_missed and task in scene.plan.steps[index].waits:
        return f"the wave of the project is not reached: Argo CD waits for the Application, {refused}", ERROR, MEDIUM
    stuck = _on_deletion(task.object, project[1].object, waves)
    if stuck is None and is_missed:
        return f"it syncs nothing until the project is there: {refused}", WARNING, HIGH
    return stuck


def _on_deletion(application: SyncObject, project: SyncObject, waves: Mapping[Hashable, int]) -> Verdict | None:
    """What keeps the two from being deleted together with their parent."""
    if application.key not in waves or project.key not in waves:
        return None
    first = waves[project.key] - waves[application.key]
    if FINALIZER in _finalizers(project):
        stuck = "on deletion the finalizer of the project waits for the Application, which goes only after it"
        return (stuck, WARNING, HIGH) if first > 0 else None
    held = next((name for name in _finalizers(application) if name.startswith(_HELD_BY)), None)
    if held is None or first < 0:
        return None
    name = text(at(project.value, "metadata", "name"))
    when = "first" if first > 0 else "at once"
    effect = f"on deletion the project goes {when}, and the Application's finalizer '{held}' may stay for ever"
    return f"{effect}: 'error getting app project \"{name}\"'", WARNING, HIGH if first > 0 else MEDIUM


def _finalizers(item: SyncObject) -> list[str]:
    return [name for name in items(at(item.value, "metadata", "finalizers")) if isinstance(name, str)]
