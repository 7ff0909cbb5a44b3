"""Facts about the objects of a repository: those that its views, seen with all that may run beside them, bear out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.model.resource import Resource
from gitops_lint.network.analysis import (
    dns_facts,
    isolation_facts,
    priority_facts,
    service_facts,
    way_in_facts,
)
from gitops_lint.network.aws import identity_facts
from gitops_lint.network.cluster import is_known
from gitops_lint.network.coverage import covered, policies_for
from gitops_lint.network.facts import is_system
from gitops_lint.network.ingress import by_namespace, ways_in
from gitops_lint.network.policy import DIRECTIONS, PodPeer
from gitops_lint.network.policy_facts import (
    ELSEWHERE,
    openness_facts,
    problem_facts,
    redundancy_facts,
    selection_facts,
    service_port_facts,
)
from gitops_lint.network.probes import probe_facts
from gitops_lint.network.reachability import reachability
from gitops_lint.network.repository import View, namespace_of, outlook, unknown_namespace, views
from gitops_lint.network.strays import beside, opening
from gitops_lint.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gitops_lint.model.repository import Repository
    from gitops_lint.network.cluster import Endpoint
    from gitops_lint.network.facts import Fact
    from gitops_lint.network.policy import Policy
    from gitops_lint.network.reachability import Reachability

_PEERS = frozenset({"peer-matches-nothing", "namespace-selector-matches-nothing"})
_Key = tuple[int, str, str, tuple[str | int, ...]]


def reach_of(repo: Repository, view: View) -> Reachability:
    """Who reaches whom in a view; ask through ``repo.once(reach_of, view)``."""
    return reachability(view.scene.cluster)


def claims(repo: Repository) -> Mapping[int, tuple[Fact, ...]]:
    """All facts that follow from policies, by the identity of the object they are about; ask through ``repo.once``."""
    return _by_object(fact for view in repo.once(views) for fact in _of_view(repo, view))


def gaps(repo: Repository) -> Mapping[int, tuple[Fact, ...]]:
    """The facts about policies that there should be, likewise; ask through ``repo.once(gaps)``."""
    return _by_object(fact for view in repo.once(views) for fact in _missing(repo, view))


def _by_object(facts: Iterable[Fact]) -> Mapping[int, tuple[Fact, ...]]:
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        found.setdefault(id(fact.source), []).append(fact)
    return {key: tuple(sorted(facts, key=lambda fact: fact.order)) for key, facts in found.items()}


def _of_view(repo: Repository, view: View) -> Iterator[Fact]:
    scene = view.scene
    if _has_policies(view):
        yield from problem_facts(scene.problems)
        yield from openness_facts(scene.cluster)
        yield from redundancy_facts(scene.cluster)
        yield from priority_facts(scene.cluster)
        wide = repo.once(outlook, view)
        facts = [fact for fact in repo.once(_relative, view) if _key(fact) in repo.once(_borne_out, wide)]
        # That nothing is selected is the surer, the more there is to be selected.
        own = {id(policy.source) for policy in scene.cluster.policies}
        selection = [fact for fact in repo.once(_selection, wide) if id(fact.source) in own]
        facts += [fact for fact in selection if not _is_for_elsewhere(repo, view, fact)]
        lacking = view.incomplete | wide.incomplete
        for fact in facts:
            unsure = fact.namespace in lacking or _may_be_elsewhere(fact, view, wide)
            yield replace(fact, certain=False) if unsure else fact


def _borne_out(repo: Repository, wide: View) -> frozenset[_Key]:
    """Which facts of the views with this outlook are true of it, wherever those objects are that name no namespace."""
    inside = [view for view in repo.once(views) if repo.once(outlook, view) is wide and _has_policies(view)]
    facts = [fact for view in inside for fact in repo.once(_relative, view)]
    if not facts:
        return frozenset()
    known = frozenset(map(_key, repo.once(_relative, wide)))
    facts = [fact for fact in facts if _key(fact) in known]
    places = {fact.namespace for fact in facts}
    places.update(namespace_of(each) for fact in facts for each in fact.others if isinstance(each, Resource))
    more = tuple(opening(wide.scene.cluster.policies, places))
    return known.intersection(map(_key, _relative_facts(repo, wide.with_policies(more)))) if more else known


def _has_policies(view: View) -> bool:
    return bool(view.scene.cluster.policies or view.others)


def _is_for_elsewhere(repo: Repository, view: View, fact: Fact) -> bool:
    """Whether a peer that matches nothing is there for another place that the file of its policy is deployed to.

    So it is where it matches pods there of whose files nothing else is deployed here; what is here may have lost its
    labels, or is in another namespace than it should be.
    """
    if fact.code not in _PEERS:
        return False
    twins = repo.once(_by_document)[_document(fact.source)]
    policy = next(each for each, _ in twins if each.source is fact.source)
    peer = _peer_at(policy, fact)
    return peer is not None and any(
        _peer_at(twin, fact) == peer and _only_there(view, repo.once(reach_of, outside).universe.meant(peer, twin))
        for twin, outside in twins
        if twin is not policy
    )


def _only_there(view: View, pods: Iterable[Endpoint]) -> bool:
    """Whether there are pods of whose files a view holds no others."""
    there = {id(pod.source): _document(pod.source) for pod in pods}
    here = {_document(pod.source) for pod in view.scene.cluster.endpoints if id(pod.source) not in there}
    return bool(there) and here.isdisjoint(there.values())


def _peer_at(policy: Policy, fact: Fact) -> PodPeer | None:
    """The peer of a policy at the place that a fact is about."""
    rules = policy.ingress if fact.direction == "ingress" else policy.egress
    peers = (peer for rule in rules for peer in rule.peers or ())
    return next((peer for peer in peers if isinstance(peer, PodPeer) and peer.pointer == fact.pointer), None)


def _by_document(repo: Repository) -> Mapping[tuple[str, int], Sequence[tuple[Policy, View]]]:
    """What each document becomes in the repository, each with its outlook, as far as it is policies."""
    found: dict[tuple[str, int], list[tuple[Policy, View]]] = {}
    for view in repo.once(views):
        for policy in view.scene.cluster.policies:
            found.setdefault(_document(policy.source), []).append((policy, repo.once(outlook, view)))
    return found


def _document(source: object) -> tuple[str, int]:
    return (source.origin.first.path, source.origin.first.document) if isinstance(source, Resource) else ("", 0)


def _may_be_elsewhere(fact: Fact, view: View, wide: View) -> bool:
    """Whether what is missing may be in another repository, where this one does not declare the namespace.

    The policy that allows DNS to all pods of a namespace is the platform's, as those are that deny the rest.  What
    else runs there is in other repositories where this one does not deploy to it, as that of one service.
    """
    cluster = wide.scene.cluster
    namespace = cluster.namespaces.get(fact.namespace)
    if namespace is not None and namespace.declared:
        return False
    if fact.code == "egress-without-dns":
        return not any(policy.namespace == fact.namespace and policy.pods.is_empty for policy in cluster.policies)
    return fact.code == "peer-matches-nothing" and not view.placed and ELSEWHERE not in fact.details


def _relative(repo: Repository, view: View) -> tuple[Fact, ...]:
    """What depends on who else is there."""
    return tuple(_relative_facts(repo, view))


def _relative_facts(repo: Repository, view: View) -> Iterator[Fact]:
    reach, scene = repo.once(reach_of, view), view.scene
    yield from service_port_facts(reach.universe, scene.services)
    yield from dns_facts(reach, view.others)
    yield from identity_facts(reach, view.deployables, view.others)
    yield from probe_facts(reach, view.deployables, view.others)
    if not view.others:  # other engines may open as well as close
        closed = list(service_facts(reach, scene.services))
        yield from closed
        names = {(fact.namespace, fact.name) for fact in closed}
        ways = ways_in(reach, scene.services, scene.entries, restricted=True)
        yield from way_in_facts(way for way in ways if (way.backend.namespace, way.backend.service) not in names)


def _selection(repo: Repository, view: View) -> tuple[Fact, ...]:
    return tuple(selection_facts(repo.once(reach_of, view).universe))


def _key(fact: Fact) -> _Key:
    return id(fact.source), fact.code, fact.direction, fact.pointer


def _missing(repo: Repository, view: View) -> Iterator[Fact]:
    """Missing policies, judged with everything that may hold them; each fact on an object of this view."""
    wide = repo.once(outlook, view)
    cluster = view.scene.cluster
    own = {id(pod.source) for pod in cluster.endpoints}
    first: dict[str, object] = {}
    for pod in cluster.endpoints:
        if not pod.host_network:
            first.setdefault(pod.namespace, pod.source)
    none = not wide.scene.cluster.policies and not wide.others
    if none and (view is not _first_with_workloads(repo) or len(first) < 2):
        return
    guarded = repo.once(_guarded_namespaces, wide)
    for fact in repo.once(_isolation, wide):
        if fact.code == "workload-not-isolated":
            if id(fact.source) in own and is_known(fact.namespace) and (fact.direction, fact.namespace) in guarded:
                yield fact
            continue
        if is_system(fact.name) or not (none or is_known(fact.name)):
            continue
        if none:
            source = first.get(fact.name) or next(iter(first.values()))
            yield replace(fact, source=source, certain=not (view.incomplete or wide.incomplete))
        elif fact.name in first and (not view.plain or repo.once(_first_plain).get(fact.name) is view):
            declared = view.scene.cluster.namespaces[fact.name].source
            yield replace(fact, source=declared or first[fact.name], details=("declared",) if declared else ())


def _first_with_workloads(repo: Repository) -> View | None:
    """Where the one remark about no policies goes: the first view with workloads, clusters first."""
    return next((view for view in repo.once(views) if view.scene.cluster.endpoints), None)


def _first_plain(repo: Repository) -> Mapping[str, View]:
    """By namespace, which plain folders a remark about it goes to, of those that are alternatives of each other."""
    found: dict[str, View] = {}
    for view in repo.once(views):
        for pod in view.scene.cluster.endpoints if view.plain else ():
            found.setdefault(pod.namespace, view)
    return found


def _isolation(_: Repository, view: View) -> tuple[Fact, ...]:
    """Who is not isolated, even if policies without a namespace are for the pods of their folder."""
    cluster = view.scene.cluster
    pods = {(pod.namespace, unknown_namespace(pod.source)) for pod in cluster.endpoints if is_known(pod.namespace)}
    more = tuple(beside(cluster.policies, pods))
    settled = view.with_policies(more).scene.cluster if more else cluster
    return tuple(isolation_facts(settled, view.others))


def _guarded_namespaces(_: Repository, view: View) -> set[tuple[str, str]]:
    """Direction and namespace where some policy restricts some pod, so that one without was forgotten."""
    cluster = view.scene.cluster
    pods = by_namespace(cluster.endpoints)
    return {
        (direction, namespace)
        for namespace, members in pods.items()
        for policies in (policies_for(cluster, namespace),)
        for direction in DIRECTIONS
        if any(covered(cluster, pod, direction, view.others, policies) for pod in members)
    }
