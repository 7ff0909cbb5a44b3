"""The mistakes of order and life cycle of each deployable of a repository."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import at, text
from gitops_lint.references.repository import is_cluster_scoped, pod_paths
from gitops_lint.syncplan.across import application_waves, missing_crds
from gitops_lint.syncplan.blocking import blocking, hooks_that_call_later_services
from gitops_lint.syncplan.deployed import settings_of
from gitops_lint.syncplan.hooks import HOOK
from gitops_lint.syncplan.lifecycle import mistakes_of_life
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.ordering import Scene, mistakes_of_order
from gitops_lint.syncplan.plan import plan
from gitops_lint.syncplan.waves import SYNC_WAVE

if TYPE_CHECKING:
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.syncplan.mistakes import Mistake

Found = Mapping[str, tuple["Mistake", ...]]
_NOBODY: Hashable = None


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
    for judged in _objects(deployable):
        found.extend(mistakes_of_life(judged, repo.config.argocd.version, self_heal=heals))
    if deployable.kind == "folder":
        return found
    scene = Scene(plan(_objects(deployable), settings_of(repo, deployable)), repo.once(pod_paths))
    for ask in (mistakes_of_order, blocking, hooks_that_call_later_services, application_waves):
        found.extend(ask(scene))
    if deployable.application is not None:
        found.extend(missing_crds(scene, _others(repo, deployable)))
    return found


def _objects(deployable: Deployable) -> list[SyncObject]:
    """The objects by their index; what says no namespace shares one with the others that say none."""
    shared = deployable.namespace or "(shared)"
    return [
        SyncObject(index, item.value, item.namespace or ("" if is_cluster_scoped(item) else shared))
        for index, item in enumerate(deployable.resources)
    ]


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


def _crds(repo: Repository) -> Mapping[tuple[str, str], tuple[Deployable, ...]]:
    found: dict[tuple[str, str], list[Deployable]] = {}
    for item in repo.of_kind("apiextensions.k8s.io", "CustomResourceDefinition"):
        place = item.deployable
        if place is None or place.application is None:
            continue
        key = text(at(item.value, "spec", "group")), text(at(item.value, "spec", "names", "kind"))
        found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}
