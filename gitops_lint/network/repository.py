"""From a `Repository` to clusters as the policies see them, one *view* each.

Every cluster that Applications deploy to is a view. What no Application deploys is *unplaced*: a kustomization or
chart is a view of its own, because the overlays of dev and of prod hold the same objects and never meet; `folders` says
which folders of plain manifests meet, and objects without a namespace meet only those of their own folder.

A view may lack what runs beside it, so `outlook` adds to it all that is unplaced, and to what is unplaced itself all
there is: that something is missing or forbidden is claimed only where it is true of the outlook too (see `claims`), and
whatever namespaces those objects are applied to that name none (see `strays`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.model.resource import Resource, string_map
from gitops_lint.network.cluster import Cluster, Endpoint, NamespaceInfo
from gitops_lint.network.coverage import Coverage, parse_coverage
from gitops_lint.network.exposure import EntryPoint, ServiceInfo, parse_entry_point, parse_service
from gitops_lint.network.folders import meeting_places
from gitops_lint.network.objects import Scene, container_ports
from gitops_lint.network.parsing import parse_policy
from gitops_lint.references.inert import may_make_pods
from gitops_lint.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_lint.model.context import Cluster as Destination
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.network.policy import Policy
    from gitops_lint.network.selectors import PolicyProblem

_WAYS_IN = frozenset({"Ingress", "Service"})  # and routes of whatever kind
_IN_CLUSTER = "https://kubernetes.default.svc"
_NO_PODS = frozenset({("", "PodTemplate")})
_KNATIVE = ("serving.knative.dev", "sources.knative.dev")  # their pods get labels that no file holds


class View:
    """What meets in one cluster; compared by identity of its parts, made once per run.

    Its objects are read when somebody asks for them: some rules ask only who is in it.
    """

    __slots__ = ("_read", "deployables", "incomplete", "name", "placed")

    def __init__(self, name: str, placed: bool, deployables: Iterable[Deployable]) -> None:
        self.name = name  #: of the cluster, or of the kustomization, chart or folders where no cluster is known
        self.placed = placed  #: whether Applications say which cluster it is
        self.deployables = tuple(deployables)
        #: namespaces where something could not be rendered, so that workloads may be missing
        self.incomplete = frozenset(item.namespace for item in self.deployables if item.not_checked)
        self._read: tuple[Scene, tuple[Coverage, ...]] | None = None

    @property
    def plain(self) -> bool:
        """Whether it is folders that nobody deploys."""
        return not self.placed and self.deployables[0].kind == "folder"

    @property
    def scene(self) -> Scene:
        """What the policies decide about, and the policies we evaluate."""
        return self._parts()[0]

    @property
    def others(self) -> tuple[Coverage, ...]:
        """Policies of engines we do not evaluate."""
        return self._parts()[1]

    def with_policies(self, more: Iterable[Policy]) -> View:
        """The same objects under more policies."""
        scene, others = self._parts()
        cluster = scene.cluster
        policies = (*cluster.policies, *more)
        changed = View(self.name, self.placed, self.deployables)
        widened = Cluster.of(cluster.endpoints, policies, cluster.namespaces.values(), cluster.operated)
        changed._read = replace(scene, cluster=widened), others
        return changed

    def _parts(self) -> tuple[Scene, tuple[Coverage, ...]]:
        if self._read is None:
            reader = _Reader()
            for deployable in self.deployables:
                for resource in deployable.resources:
                    reader.read(resource)
            known, operated = reader.known_namespaces(), reader.operated
            cluster = Cluster.of(reader.endpoints, reader.policies, known, operated)
            scene = Scene(cluster, tuple(reader.services), tuple(reader.entries), tuple(reader.problems))
            self._read = scene, tuple(reader.others)
        return self._read


def views(repo: Repository) -> tuple[View, ...]:
    """All views, sorted by name, clusters first; ask through ``repo.once(views)``."""
    groups: dict[tuple[bool, str], list[Deployable]] = {}
    plain = meeting_places(each for each in repo.deployables if each.kind == "folder")
    for deployable in repo.deployables:
        if deployable.kind != "applicationset":
            name = cluster_name(deployable.cluster, deployable.instance)
            group = (False, name) if name else (True, plain.get(id(deployable), deployable.name))
            groups.setdefault(group, []).append(deployable)
    return tuple(View(name, not unplaced, found) for (unplaced, name), found in sorted(groups.items()))


def outlook(repo: Repository, view: View) -> View:
    """A view and all that may run beside it; ask through ``repo.once(outlook, view)``."""
    if len(repo.once(views)) == 1:
        return view
    if not view.placed:
        return repo.once(_everything)
    more = [item for other in repo.once(views) if not other.placed for item in other.deployables]
    return View(view.name, view.placed, [*view.deployables, *more])


def _everything(repo: Repository) -> View:
    return View("", False, [item for view in repo.once(views) for item in view.deployables])


def cluster_name(cluster: Destination, instance: str) -> str:
    """The cluster's name; every Argo CD's own cluster is another one."""
    name = cluster.name or cluster.server
    return f"{name} ({instance})" if instance and cluster.server == _IN_CLUSTER and not cluster.declared else name


def namespace_of(resource: Resource) -> str:
    """The namespace an object lives in; where nothing says, a name that only its deployable shares."""
    return resource.namespace or unknown_namespace(resource) or "default"


def unknown_namespace(item: object) -> str:
    """What stands for the namespace of what is deployed with an object, and says of none; '' for no such thing."""
    deployable = item.deployable if isinstance(item, Resource) else None
    return f"({deployable.path or '.'})" if deployable is not None else ""


class _Reader:
    """Collects what the objects of one view are."""

    def __init__(self) -> None:
        self.endpoints: list[Endpoint] = []
        self.policies: list[Policy] = []
        self.services: list[ServiceInfo] = []
        self.entries: list[EntryPoint] = []
        self.others: list[Coverage] = []
        self.problems: list[tuple[Policy, PolicyProblem]] = []
        self.operated: set[str] = set()
        self._namespaces: dict[str, NamespaceInfo] = {}

    def read(self, resource: Resource) -> None:
        """One object, whatever it is."""
        namespace, kind = namespace_of(resource), resource.kind
        if resource.namespace and namespace not in self._namespaces:
            facts = resource.context.namespace_facts
            if facts.known:
                self._namespaces[namespace] = NamespaceInfo.of(namespace, facts.labels)
        if resource.workload is not None:
            endpoint = endpoint_of(resource, namespace)
            if endpoint is not None:
                self.endpoints.append(endpoint)
        elif may_make_pods(resource.group, kind):
            self.operated.add(namespace)
        if kind == "Namespace":
            if resource.group == "" and resource.name:
                self._namespaces[resource.name] = NamespaceInfo.of(resource.name, resource.labels, source=resource)
        elif "Policy" in kind:
            self._policy(resource, namespace)
        elif kind in _WAYS_IN or kind.endswith("Route"):
            self._way_in(resource, namespace)

    def _way_in(self, resource: Resource, namespace: str) -> None:
        service = parse_service(resource.value, namespace=namespace, source=resource)
        if service is not None:
            self.services.append(service)
        entry = parse_entry_point(resource.value, namespace=namespace, source=resource)
        if entry is not None:
            self.entries.append(entry)

    def _policy(self, resource: Resource, namespace: str) -> None:
        parsed = parse_policy(resource.value, namespace=namespace, source=resource)
        policy = parsed.policy
        if policy is not None:
            self.policies.append(policy)
            self.problems.extend((policy, problem) for problem in parsed.problems)
        self.others.extend(parse_coverage(resource.value, namespace=namespace, source=resource))

    def known_namespaces(self) -> Iterable[NamespaceInfo]:
        """Those whose labels we know."""
        return self._namespaces.values()


def endpoint_of(resource: Resource, namespace: str) -> Endpoint | None:
    """The pods of a workload; on a cluster of Fargate alone no policy is enforced on them (AWS VPC CNI)."""
    workload = resource.workload
    if workload is None or resource.group in _KNATIVE or (resource.group, resource.kind) in _NO_PODS:
        return None
    labels = {key: value or "" for key, value in workload.pod_labels.items() if isinstance(value, str | None)}
    if resource.is_a("batch", "Job"):
        labels |= {"job-name": resource.name, "batch.kubernetes.io/job-name": resource.name}
    cluster = resource.context.cluster
    return Endpoint(
        name=resource.name,
        namespace=namespace,
        kind=resource.kind,
        labels=labels,
        ports=tuple(container_ports(workload.pod.value)),
        host_network=workload.pod.get("hostNetwork") is True,
        enforced=cluster.compute != frozenset({"fargate"}) and not _windows(workload.pod.value),
        source=resource,
    )


def _windows(pod: dict[str, object]) -> bool:
    system = pod.get("os")
    named = string_map(pod.get("nodeSelector")).get("kubernetes.io/os")
    return named == "windows" or (isinstance(system, dict) and system.get("name") == "windows")


def view_of(repo: Repository, resource: Resource) -> View | None:
    """The view an object is part of."""
    return repo.once(_by_deployable).get(id(resource.deployable))


def _by_deployable(repo: Repository) -> Mapping[int, View]:
    return {id(deployable): view for view in repo.once(views) for deployable in view.deployables}


def beside(repo: Repository, resource: Resource, group: str, kind: str) -> Sequence[Resource]:
    """The objects of a kind that meet this one in its cluster, itself included, in the order of the run."""
    return repo.once(_kinds, group, kind).get(id(view_of(repo, resource)), ())


def near(repo: Repository, resource: Resource, group: str, kind: str) -> Sequence[Resource]:
    """Those of `beside` in the same namespace."""
    key = id(view_of(repo, resource)), namespace_of(resource)
    return repo.once(_namespaced_kinds, group, kind).get(key, ())


def _kinds(repo: Repository, group: str, kind: str) -> Mapping[int, list[Resource]]:
    found: dict[int, list[Resource]] = {}
    for each in repo.of_kind(group, kind):
        found.setdefault(id(view_of(repo, each)), []).append(each)
    return found


def _namespaced_kinds(repo: Repository, group: str, kind: str) -> Mapping[tuple[int, str], list[Resource]]:
    found: dict[tuple[int, str], list[Resource]] = {}
    for each in repo.of_kind(group, kind):
        found.setdefault((id(view_of(repo, each)), namespace_of(each)), []).append(each)
    return found
