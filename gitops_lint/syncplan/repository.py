"""The mistakes of order and life cycle of each deployable of a repository."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import at, text
from gitops_lint.references.repository import is_cluster_scoped, pod_paths
from gitops_lint.syncplan.across import (
    Neighbour,
    application_waves,
    definitions_too_late,
    missing_crds,
    namespaces_too_late,
)
from gitops_lint.syncplan.blocking import blocking, hooks_that_call_later_services
from gitops_lint.syncplan.deployed import settings_of, sync_plan
from gitops_lint.syncplan.hooks import HOOK
from gitops_lint.syncplan.lifecycle import mistakes_of_life, says_nothing
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.ordering import Scene, mistakes_of_order
from gitops_lint.syncplan.plan import plan
from gitops_lint.syncplan.projects import projects_too_late
from gitops_lint.syncplan.waves import SYNC_WAVE
from gitops_lint.syncplan.webhooks import refused_by_webhooks

if TYPE_CHECKING:
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource
    from gitops_lint.syncplan.mistakes import Mistake

Found = Mapping[str, tuple["Mistake", ...]]
_NOBODY: Hashable = None
_QUESTIONS = (
    mistakes_of_order,
    blocking,
    hooks_that_call_later_services,
    application_waves,
    projects_too_late,
    refused_by_webhooks,
)


def mistakes_in(repo: Repository, deployable: Deployable) -> Found:
    """Every mistake of a deployable by its name; ask through ``repo.once``.

    Only what Argo CD syncs is judged: what an Application deploys, and what carries its annotations. A chart without
    an Application may be installed by Helm, which knows no waves.
    """
    if deployable.kind in ("applicationset", "chart") or deployable.speculative:
        return {}
    of_argocd = deployable.application is not None
    if not of_argocd and not any(_is_annotated(item.value) for item in deployable.resources):
        return {}
    found: dict[str, list[Mistake]] = {}
    for mistake in _mistakes(repo, deployable):
        found.setdefault(mistake.name, []).append(mistake)
    return {name: tuple(of_name) for name, of_name in found.items()}


def _mistakes(repo: Repository, deployable: Deployable) -> list[Mistake]:
    heals = _self_heals(deployable)
    found: list[Mistake] = []
    for index, item in enumerate(deployable.resources):
        if not says_nothing(item.value):
            judged = _object(index, item, deployable)
            found.extend(mistakes_of_life(judged, repo.config.argocd.version, self_heal=heals))
    if deployable.kind == "folder":
        return found
    scene = Scene(plan(_objects(deployable), settings_of(repo, deployable)), repo.once(pod_paths))
    for ask in _QUESTIONS:
        found.extend(ask(scene))
    if deployable.application is not None:
        found.extend(missing_crds(scene, _others(repo, deployable)))
        found.extend(definitions_too_late(scene, _later(repo, deployable, _crds)))
        found.extend(namespaces_too_late(scene, _later(repo, deployable, _namespaces)))
    return found


def _objects(deployable: Deployable) -> list[SyncObject]:
    return [_object(index, item, deployable) for index, item in enumerate(deployable.resources)]


def _object(index: int, item: Resource, deployable: Deployable) -> SyncObject:
    """An object by its index; what says no namespace shares one with the others that say none."""
    shared = deployable.namespace or "(shared)"
    return SyncObject(index, item.value, item.namespace or ("" if is_cluster_scoped(item) else shared))


def _is_annotated(value: Mapping[str, Any]) -> bool:
    """Whether Argo CD is to do something special with it."""
    annotations = at(value, "metadata", "annotations")
    return isinstance(annotations, dict) and (SYNC_WAVE in annotations or HOOK in annotations)


def _self_heals(deployable: Deployable) -> bool:
    application = deployable.application
    return application is not None and application.get("spec", "syncPolicy", "automated", "selfHeal") is True


def _others(repo: Repository, deployable: Deployable) -> Mapping[tuple[str, str], Hashable]:
    """The CRDs that other Applications bring to the same cluster, and this one does not."""
    brought = repo.once(_crds)
    return {
        key: _NOBODY
        for key, places in brought.items()
        if not any(place is deployable for place in places)
        and any(place.cluster.name == deployable.cluster.name for place in places)
    }


Brought = Mapping[Any, tuple["Deployable", ...]]


def _later(repo: Repository, deployable: Deployable, ask: Callable[[Repository], Brought]) -> Mapping[Any, Neighbour]:
    """What only another Application of the same parent brings to the same cluster, with who that is."""
    here = repo.once(_place, deployable)
    if here is None:
        return {}
    found: dict[Any, Neighbour] = {}
    for key, places in repo.once(ask).items():
        near = [place for place in places if place.cluster == deployable.cluster]
        if len(near) != 1 or near[0] is deployable:
            continue
        there = repo.once(_place, near[0])
        if there is not None and there[0] is here[0]:
            found[key] = Neighbour(near[0].name, there[1] > here[1], here[2])
    return found


def _place(repo: Repository, deployable: Deployable) -> tuple[Deployable, int, bool] | None:
    """The Application that deploys an Application, the step of its plan in which it does, and whether it waits."""
    parent = deployable.parent
    if parent is None or parent.application is None or deployable.application is None:
        return None
    keys = [index for index, item in enumerate(parent.resources) if item is deployable.application]
    made = repo.once(sync_plan, parent)
    steps = made.steps_of(keys[0]) if keys else ()
    if not steps:
        return None
    return parent, steps[0], any(task.object.key == keys[0] for task in made.steps[steps[0]].waits)


def _namespaces(repo: Repository) -> Mapping[str, tuple[Deployable, ...]]:
    """The Applications that bring a namespace, as an object or by CreateNamespace=true."""
    found: dict[str, list[Deployable]] = {}
    for item in repo.deployables:
        if item.application is None:
            continue
        names = {each.name for each in item.resources if each.is_a("", "Namespace")}
        if settings_of(repo, item).has("CreateNamespace=true"):
            names.add(item.namespace)
        for name in names:
            found.setdefault(name, []).append(item)
    return {name: tuple(places) for name, places in found.items()}


def _crds(repo: Repository) -> Mapping[tuple[str, str], tuple[Deployable, ...]]:
    found: dict[tuple[str, str], list[Deployable]] = {}
    for item in repo.of_kind("apiextensions.k8s.io", "CustomResourceDefinition"):
        place = item.deployable
        if place is None or place.application is None:
            continue
        key = text(at(item.value, "spec", "group")), text(at(item.value, "spec", "names", "kind"))
        found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}
