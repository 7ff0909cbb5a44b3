"""Where references of a repository's objects may lead: a `World` per cluster, and one of all there is.

What Applications bring to one cluster meets. What no Application deploys is unplaced: overlays of dev and prod never
meet, so that a kustomization is a world of its own; but it may run beside anything, and is searched before something
is called missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gitops_lint.model.resource import CLUSTER_SCOPED as CORE
from gitops_lint.model.workload import CONTROLLER_LABELS
from gitops_lint.references.catalogue import CLUSTER_SCOPED
from gitops_lint.references.extract import NAMING, references_within
from gitops_lint.references.matching import Entry, Labelled
from gitops_lint.references.plain import mapping
from gitops_lint.references.podspecs import TEMPLATE_PATHS, pod_templates
from gitops_lint.references.provisions import CONNECTION, PROVIDING, provided_by
from gitops_lint.references.resolve import MISSING, Found, Place, Provided, Resolution, World, resolution
from gitops_lint.references.values import CLUSTER

if TYPE_CHECKING:
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource
    from gitops_lint.references.values import Reference


def is_cluster_scoped(item: Resource) -> bool:
    """Whether its kind is known to have no namespace."""
    return _is_cluster_scoped(item.group, item.kind)


@lru_cache(1024)
def _is_cluster_scoped(group: str, kind: str) -> bool:
    return (group, kind) in CORE or f"{group}/{kind}" in CLUSTER_SCOPED


def namespace_of(item: Resource) -> str:
    """The namespace it lives in; '' for a cluster-scoped one, a stand-in where nothing says."""
    if _is_cluster_scoped(item.group, item.kind):
        return ""
    deployable = item.deployable
    return item.namespace or (f"({deployable.path or '.'})" if deployable is not None else "(default)")


def world_of(repo: Repository, deployable: Deployable) -> World:
    """What one deployable holds; ask through ``repo.once``."""
    return _world(repo, deployable.resources)


def world_beside(repo: Repository, scope: str) -> World:
    """What may run in a cluster: all that goes there, and all that nobody placed; ask through ``repo.once``."""
    return _world(repo, (item for item in repo.resources if _may_run_in(scope, item)))


def scope_of(item: Resource) -> str:
    """The cluster it goes to; '' where nothing says."""
    return placed_in(item.deployable) if item.deployable is not None else ""


def placed_in(deployable: Deployable) -> str:
    """The cluster that an Application deploys it to; '' where nothing says."""
    if deployable.application is None:
        return ""
    return deployable.cluster.name or deployable.cluster.server


def _may_run_in(scope: str, item: Resource) -> bool:
    return scope == "" or scope_of(item) in (scope, "")


def resolve(repo: Repository, item: Resource, reference: Reference) -> Resolution:
    """What a reference leads to: in its own deployable, else in its cluster, else by ``external`` or nowhere."""
    if item.deployable is None:
        return Resolution(MISSING)
    where = namespace_of(item)
    own = repo.once(_by_deployable, reference.group, reference.kind).get(id(item.deployable), _NOTHING)
    found = resolution(own.get, reference, where)
    if found.outcome != MISSING:
        return found
    return resolution(repo.once(_in_cluster, scope_of(item), reference.group, reference.kind).get, reference, where)


def names_beside(repo: Repository, item: Resource, reference: Reference) -> Mapping[int, Sequence[str]]:
    """The names a reference could have meant, by their length.

    They are those of its deployable, or of its cluster where the kind has no namespace.
    """
    where = namespace_of(item) if reference.namespace is None else reference.namespace
    if where == CLUSTER:
        return repo.once(_names_in_cluster, scope_of(item), reference.group, reference.kind)
    return names_in(repo, item.deployable, where, reference.group, reference.kind)


def names_in(
    repo: Repository, deployable: Deployable | None, namespace: str, group: str, kind: str
) -> Mapping[int, Sequence[str]]:
    """The names of what a deployable brings of a kind to a namespace, by their length."""
    return repo.once(_names_by_deployable, group, kind).get((id(deployable), namespace), {})


def _names_in_cluster(repo: Repository, scope: str, group: str, kind: str) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for namespace, name in repo.once(_in_cluster, scope, group, kind):
        if namespace == CLUSTER:
            found.setdefault(len(name), []).append(name)
    return found


def _names_by_deployable(repo: Repository, group: str, kind: str) -> Mapping[tuple[int, str], Mapping[int, list[str]]]:
    found: dict[tuple[int, str], dict[int, list[str]]] = defaultdict(dict)
    for deployable, there in repo.once(_by_deployable, group, kind).items():
        for namespace, name in there:
            found[deployable, namespace].setdefault(len(name), []).append(name)
    return found


_Targets = dict[Place, Found]
"""All there is of one kind."""
_NOTHING: _Targets = {}


def _by_deployable(repo: Repository, group: str, kind: str) -> Mapping[int, _Targets]:
    """What each deployable brings of a kind, by the ``id`` of the deployable."""
    found: dict[int, _Targets] = defaultdict(dict)
    for item, place, target in repo.once(_targets, group, kind):
        _add(found[id(item.deployable)], place, target)
    return found


def _in_cluster(repo: Repository, scope: str, group: str, kind: str) -> _Targets:
    """What there may be of a kind in a cluster."""
    found: _Targets = {}
    for item, place, target in repo.once(_targets, group, kind):
        if _may_run_in(scope, item):
            _add(found, place, target)
    return found


def _add(found: _Targets, place: Place, target: Entry | Provided) -> None:
    there = found.get(place)
    if there is None:
        there = found[place] = Found([], [])
    if isinstance(target, Entry):
        there.objects.append(target)
    else:
        there.provided.append(target)


def _targets(repo: Repository, group: str, kind: str) -> list[tuple[Resource, Place, Entry | Provided]]:
    """The objects of a kind and what others make of that kind, each with the object that brings it."""
    found: list[tuple[Resource, Place, Entry | Provided]] = []
    for item in repo.of_kind(group, kind):
        entry = Entry(item, item.value, namespace_of(item))
        found.append((item, (entry.namespace, entry.name), entry))
    return [*found, *repo.once(_made).get((group, kind), ())]


def _made(repo: Repository) -> Mapping[tuple[str, str], list[tuple[Resource, Place, Provided]]]:
    """What objects make exist besides themselves, by group and kind."""
    found: dict[tuple[str, str], list[tuple[Resource, Place, Provided]]] = defaultdict(list)
    kinds = {key for key in repo.kinds() if "/".join(key) in PROVIDING}
    for item in repo.resources:
        if (item.group, item.kind) in kinds or CONNECTION in mapping(item.value.get("spec")):
            entry = Entry(item, item.value, namespace_of(item))
            for provision in provided_by(item.value):
                made = Provided(entry, provision)
                found[provision.group, provision.kind].append((item, made.place, made))
    return found


def kinds_in(repo: Repository, deployable: Deployable) -> frozenset[tuple[str, str]]:
    """The groups and kinds of what a deployable holds; ask through ``repo.once``."""
    return frozenset((item.group, item.kind) for item in deployable.resources)


def pods_of(repo: Repository, deployable: Deployable) -> Labelled:
    """The workloads of one deployable by the labels of their pods."""
    return repo.once(_pods_by_deployable).get(id(deployable), _NO_PODS)


_NO_PODS = Labelled(())


def pods_beside(repo: Repository, scope: str) -> Labelled:
    """The workloads that may run in a cluster by the labels of their pods; ask through ``repo.once``."""
    found = ((entry, labels) for item, entry, labels in repo.once(_pods) if _may_run_in(scope, item))
    return Labelled(found, given=CONTROLLER_LABELS)


def _pods_by_deployable(repo: Repository) -> Mapping[int, Labelled]:
    found: dict[int, list[tuple[Entry, Mapping[str, str]]]] = defaultdict(list)
    for item, entry, labels in repo.once(_pods):
        found[id(item.deployable)].append((entry, labels))
    return {key: Labelled(pods, given=CONTROLLER_LABELS) for key, pods in found.items()}


def _pods(repo: Repository) -> Sequence[tuple[Resource, Entry, Mapping[str, str]]]:
    """Every pod template with the labels that its pods have at one time."""
    custom = repo.once(pod_paths)
    known = {*TEMPLATE_PATHS, *custom}
    kinds = {key for key in repo.kinds() if "/".join(key) in known}
    return [
        (item, Entry(item, item.value, namespace_of(item)), labels)
        for item in repo.resources
        if (item.group, item.kind) in kinds
        for template in pod_templates(item.value, custom)
        for labels in _in_turn(item, template.labels)
    ]


_ROLES: Final = (
    ("blueGreen", "activeMetadata"),
    ("blueGreen", "previewMetadata"),
    ("canary", "canaryMetadata"),
    ("canary", "stableMetadata"),
)


def _in_turn(item: Resource, labels: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The labels of a pod template; with those, too, that a Rollout gives its pods while they have some role."""
    yield labels
    if item.kind == "Rollout":
        for strategy, role in _ROLES:
            more = item.get("spec", "strategy", strategy, role, "labels")
            if isinstance(more, dict):
                yield {**labels, **{key: value for key, value in more.items() if isinstance(value, str)}}


def references(repo: Repository, item: Resource) -> Sequence[Reference]:
    """The references of an object, but for the one to its namespace; ask through ``repo.once``."""
    return references_within(item.value, repo.once(pod_paths))


def referring(repo: Repository) -> frozenset[tuple[str, str]]:
    """The groups and kinds whose objects may refer to something by name; ask through ``repo.once``."""
    known = {*NAMING, *repo.once(pod_paths)}
    return frozenset(key for key in repo.kinds() if "/".join(key) in known)


def pod_paths(repo: Repository) -> Mapping[str, str]:
    """Where the configuration says custom workloads have their pod templates."""
    return {f"{item.group}/{item.kind}": item.pod_template for item in repo.config.workloads}


def is_external(repo: Repository, reference: Reference, namespace: str) -> bool:
    """Whether the configuration says that the target exists, though not in git."""
    where = namespace if reference.namespace is None else reference.namespace
    return any(
        item.kind == reference.kind
        and (not item.group or item.group == reference.group)
        and fnmatchcase(reference.name, item.name)
        and (item.namespace == "*" or fnmatchcase(where, item.namespace))
        for item in repo.config.external
    )


def _world(repo: Repository, items: Iterable[Resource]) -> World:
    return World((Entry(item, item.value, namespace_of(item)) for item in items), repo.once(pod_paths))
