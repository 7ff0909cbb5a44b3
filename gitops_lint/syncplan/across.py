"""What concerns several Applications: CRDs that another one brings, and the waves of an app of apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.extract import crd_of
from gitops_lint.references.plain import at, text
from gitops_lint.syncplan import options
from gitops_lint.syncplan.mistakes import ERROR, HIGH, INFO, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.ordering import where
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from gitops_lint.syncplan.objects import Task
    from gitops_lint.syncplan.ordering import Scene


def missing_crds(scene: Scene, elsewhere: Mapping[tuple[str, str], Hashable]) -> Iterator[Mistake]:
    """Custom resources whose CRD another Application brings, without SkipDryRunOnMissingResource (W11).

    ``elsewhere`` maps group and kind of the CRDs that other Applications apply to an object key.
    """
    own = {
        (text(at(o.value, "spec", "group")), text(at(o.value, "spec", "names", "kind")))
        for o in (task.object for _, task in scene.tasks)
        if o.kind == "CustomResourceDefinition"
    }
    for _, task in scene.tasks:
        needed = crd_of(task.object.value)
        if needed is None or needed in own or needed not in elsewhere:
            continue
        if options.skips_dry_run_on_missing_resource(task.object.value, scene.plan.settings.sync_options):
            continue
        yield Mistake(
            "crd-from-another-application",
            "W11",
            task.object.key,
            "/kind",
            f"{task.kind} '{task.name}' needs a CustomResourceDefinition that another Application brings",
            "until that is synced the operation fails before its first wave: 'one or more synchronization tasks are "
            "not valid', 'the server could not find the requested resource'",
            ERROR,
            MEDIUM,
            elsewhere[needed],
        )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another Application of the same parent that brings something.

    ``later``: it comes in a later step than ours. ``waited``: before that the parent waits for ours to be healthy.
    """

    name: str
    later: bool
    waited: bool


def definitions_too_late(scene: Scene, elsewhere: Mapping[tuple[str, str], Neighbour]) -> Iterator[Mistake]:
    """Custom resources that skip the dry run, and whose CRD comes with an Application of a later wave (W12).

    ``elsewhere`` maps group and kind to the Application that brings the CRD.
    """
    for _, task in scene.tasks:
        needed = crd_of(task.object.value)
        neighbour = elsewhere.get(needed) if needed is not None else None
        if neighbour is None or not neighbour.later:
            continue
        if not options.skips_dry_run_on_missing_resource(task.object.value, scene.plan.settings.sync_options):
            continue
        yield Mistake(
            "crd-from-later-application",
            "W12",
            task.object.key,
            "/kind",
            f"{task.kind} '{task.name}' needs a CustomResourceDefinition that Application '{neighbour.name}' brings in "
            "a later wave",
            "the dry run is skipped, but the first sync fails: 'one or more objects failed to apply'; "
            f"{_end(neighbour)}",
            ERROR if neighbour.waited else WARNING,
            MEDIUM,
        )


def namespaces_too_late(scene: Scene, elsewhere: Mapping[str, Neighbour]) -> Iterator[Mistake]:
    """The first object of each namespace that an Application of a later wave brings (W32)."""
    own = {task.name for _, task in scene.tasks if task.kind == "Namespace" and not task.group}
    told: set[str] = set()
    for _, task in scene.tasks:
        name = task.object.namespace
        neighbour = elsewhere.get(name)
        if neighbour is None or not neighbour.later or name in own or name in told:
            continue
        told.add(name)
        yield Mistake(
            "namespace-from-later-application",
            "W32",
            task.object.key,
            "/metadata/namespace",
            f"{task.kind} '{task.name}' goes to namespace '{name}', which Application '{neighbour.name}' brings in a "
            "later wave",
            f"the first sync fails: 'namespaces \"{name}\" not found'; {_end(neighbour)}",
            ERROR if neighbour.waited else WARNING,
            MEDIUM,
        )


def _end(neighbour: Neighbour) -> str:
    if neighbour.waited:
        return "the parent waits for this Application, and that wave is not reached"
    return "a retry may heal it"


def _creation_only(scene: Scene, children: Sequence[tuple[int, Task]]) -> Iterator[Mistake]:
    """Children of one branch that sync by themselves: later commits reach them all at once (W30)."""
    first: dict[tuple[str, str], tuple[int, Task]] = {}
    for index, task in children:
        source = at(task.object.value, "spec", "source")
        branch = text(at(source, "repoURL")), text(at(source, "targetRevision"))
        earlier = first.setdefault(branch, (index, task))
        if earlier[0] < index and isinstance(at(task.object.value, "spec", "syncPolicy", "automated"), dict):
            yield Mistake(
                "application-waves-order-creation",
                "W30",
                task.object.key,
                "/spec/syncPolicy/automated",
                f"Application '{task.name}' is in {where(scene.plan.steps[index])} and syncs by itself",
                f"its wave orders when it is created; a later commit reaches it together with '{earlier[1].name}'",
                INFO,
                HIGH,
                earlier[1].object.key,
            )
            return


def application_waves(scene: Scene) -> Iterator[Mistake]:
    """Child Applications in waves that do not wait for them (W28), or only when they are created (W30)."""
    children = [(i, t) for i, t in scene.tasks if t.group == "argoproj.io" and t.kind == "Application"]
    steps = sorted({index for index, _ in children})
    if len(steps) > 1:
        first, task = children[0]
        if task not in scene.plan.steps[first].waits:
            yield Mistake(
                "application-wave-without-health",
                "W28",
                task.object.key,
                "/metadata/annotations",
                f"Application '{task.name}' is in {where(scene.plan.steps[first])}, but nothing waits for it",
                "Argo CD has no health check for Application unless argocd-cm has "
                "'resource.customizations.health.argoproj.io_Application': the waves follow at once",
                WARNING,
                MEDIUM,
                next(t for i, t in children if i != first).object.key,
            )
        else:
            yield from _creation_only(scene, children)
