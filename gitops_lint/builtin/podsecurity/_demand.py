"""Which Pod Security levels a workload has to meet, who asks for them, and what one control then says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from gitops_lint.finding import Pointer, Severity
from gitops_lint.model.node import Node
from gitops_lint.model.repository import Repository
from gitops_lint.model.workload import Workload
from gitops_lint.podsecurity.controls import Control, control, controls, result_for
from gitops_lint.podsecurity.defaulting import with_defaults
from gitops_lint.podsecurity.labels import PREFIX, has_policy, policy_of
from gitops_lint.podsecurity.pod import Pod, touched
from gitops_lint.podsecurity.values import Level, LevelVersion, Version, Violation
from gitops_lint.values import dataclass

ADDON_RULE = "privileged-namespace-label-missing"
STANDARD_TAGS = frozenset({"pss-baseline", "pss-restricted"})
_SEVERITIES = {"enforce": Severity.ERROR, "warn": Severity.WARNING, "audit": Severity.INFO}
_HOST_KEYS = ("hostNetwork", "hostPID", "hostIPC")


@dataclass(frozen=True, slots=True)
class Demand:
    """A level that is asked of a workload."""

    policy: LevelVersion  #: as the API server quotes it
    version: Version  #: whose controls apply, given the version of the API server
    mode: str = ""  #: ``enforce``, ``warn`` or ``audit``; empty where the configuration asks
    label: str = ""  #: the label that asks for the level

    @property
    def severity(self) -> Severity | None:
        """What breaking it means: refused, warned of, noted; None leaves it to the rule."""
        return _SEVERITIES.get(self.mode)


def read_pod(workload: Workload) -> Pod:
    """The workload's pod as the API server shows it to the controls."""
    return Pod.read(workload.template.get("metadata"), with_defaults(workload.pod.value))


def demands_on(repo: Repository, workload: Workload) -> tuple[Demand, ...] | None:
    """The levels that the labels of the workload's namespace ask for; None where they ask for none."""
    labels = labels_for(repo, workload)
    if not has_policy(labels):
        return None
    return tuple(_demands(labels, workload.resource.context.kubernetes.minor))


def labels_for(repo: Repository, workload: Workload) -> Mapping[str, str]:
    """The labels of the workload's namespace.

    In clusters that nothing names, overlays of several environments may write the same namespace: what is applied
    together with the workload counts, else what all of them agree on.
    """
    resource = workload.resource
    if resource.context.cluster.name:
        return resource.context.namespace_facts.labels
    written = repo.find("", "Namespace", "", resource.namespace)
    if len(written) < 2:
        return resource.context.namespace_facts.labels
    near = [each for each in written if each.deployable is resource.deployable]
    found = [dict(each.labels) for each in near or written]
    return found[0] if all(each == found[0] for each in found) else {}


def _demands(labels: Mapping[str, str], minor: int) -> Iterator[Demand]:
    policy, _ = policy_of(labels)
    known = set()
    for mode in ("enforce", "warn", "audit"):
        wanted: LevelVersion = getattr(policy, mode)
        version = wanted.version.on(minor)
        # Without a label of its own warn follows enforce, and so says nothing that enforce does not.
        if wanted.level is Level.PRIVILEGED or PREFIX + mode not in labels or (wanted.level, version) in known:
            continue
        known.add((wanted.level, version))
        yield Demand(wanted, version, mode, PREFIX + mode)


@dataclass(frozen=True, slots=True)
class Broken:
    """One place that breaks a control at a level that is asked for."""

    demand: Demand
    reason: str  #: the control's, in the API server's words
    place: Violation


class Standard:
    """What the workloads of a repository break, where a level counts that no label states.

    All controls are judged together, because most pods break none, and the rules of the controls then have nothing to
    do.  Ask for it with `standard` or `restricted_standard`.
    """

    def __init__(self, repo: Repository, level: Level) -> None:
        self._repo = repo
        self._level = level
        self._unlabelled: dict[int, tuple[Demand, ...]] = {}  # memos
        self._broken: dict[Workload, Mapping[str, Sequence[Broken]]] = {}

    def broken_by(self, workload: Workload) -> Mapping[str, Sequence[Broken]]:
        """What a workload breaks, by the id of the control."""
        found = self._broken.get(workload)
        if found is None:
            found = self._broken[workload] = self._judge(workload)
        return found

    def _judge(self, workload: Workload) -> Mapping[str, Sequence[Broken]]:
        demands = demands_on(self._repo, workload)
        if demands is None:
            if is_summed_up(self._repo, workload):
                return {}
            demands = self._demands_without_labels(workload.resource.context.kubernetes.minor)
        present = touched(workload.template.get("metadata"), workload.pod.value)
        pod: Pod | None = None
        found: dict[str, list[Broken]] = {}
        for demand in demands:
            wanted = concerned(demand.policy.level, demand.version, present)
            if wanted:
                pod = pod or read_pod(workload)
                for name, reason, place in violations(pod, wanted, demand.version):
                    found.setdefault(name, []).append(Broken(demand, reason, place))
        return found

    def _demands_without_labels(self, minor: int) -> tuple[Demand, ...]:
        known = self._unlabelled.get(minor)
        if known is None:
            version = Version(minor)
            known = self._unlabelled[minor] = (Demand(LevelVersion(self._level, version), version),)
        return known


def standard(repo: Repository) -> Standard:
    """The one of the level that counts where nothing is said; see ``repo.once``."""
    return Standard(repo, repo.once(default_level))


def restricted_standard(repo: Repository) -> Standard:
    """The one of the level restricted; see ``repo.once``."""
    return Standard(repo, Level.RESTRICTED)


def concerned(level: Level, version: Version, present: Collection[object]) -> list[Control]:
    """The controls of a level that a pod may break in which something of that is there."""
    if level is Level.BASELINE and not present:
        return []
    return [each for each in controls(level, version) if not each.about or not each.about.isdisjoint(present)]


def violations(pod: Pod, wanted: Iterable[Control], version: Version) -> Iterator[tuple[str, str, Violation]]:
    """Where the pod breaks controls of a level, each with the id and the reason of the control that it is reported under.

    Where restricted replaces a control of baseline, the two share the places: each is reported under the control of
    the lowest level that forbids it, and only if the replacing control forbids it too.
    """
    for each in wanted:
        result = result_for(pod, each, version)
        if result.allowed:
            continue
        shared: set[Pointer] = set()
        if each.overrides is not None:
            own = {place.pointer for place in result.places}
            lower = result_for(pod, control(each.overrides), version)
            kept = [place for place in lower.places if place.pointer in own]
            shared = {place.pointer for place in kept}
            yield from ((lower.control.id, lower.reason, place) for place in kept)
        yield from ((each.id, result.reason, place) for place in result.places if place.pointer not in shared)


def asked(repo: Repository) -> frozenset[str]:
    """The names and tags that somebody selected, on the command line or in the configuration; see ``repo.once``."""
    return frozenset((*repo.config.select, *repo.config.select_only))


def default_level(repo: Repository) -> Level:
    """What is asked where no label says anything; see ``repo.once``."""
    if "pss-restricted" in repo.once(asked):
        return Level.RESTRICTED
    return next((level for level in Level if level.value == repo.config.pod_security), Level.BASELINE)


def is_node_agent(workload: Workload) -> bool:
    """Whether it is a DaemonSet that works on its node: network plugins, storage drivers, exporters, log shippers."""
    if workload.kind != "DaemonSet":
        return False
    if any(workload.pod.get(key) is True for key in _HOST_KEYS):
        return True
    return any(isinstance(volume, dict) and volume.get("hostPath") for volume in workload.pod.sequence("volumes"))


def is_summed_up(repo: Repository, workload: Workload) -> bool:
    """Whether one finding about the label of its namespace stands for all about its pod."""
    if not is_node_agent(workload) or ADDON_RULE in repo.config.ignore:
        return False
    words = repo.config.select_only
    return not words or bool({ADDON_RULE, "all", "pod-security", *STANDARD_TAGS} & set(words))


def label_node(repo: Repository, workload: Workload, label: str) -> Node | None:
    """Where the label of the workload's namespace is written: at the Namespace or in its Application."""
    resource = workload.resource
    namespace = repo.find_near(resource, "", "Namespace", "", resource.namespace)
    if namespace is not None:
        found = namespace.at("metadata", "labels", label)
        if found is not None:
            return found
    application = resource.deployable.application if resource.deployable is not None else None
    if application is None:
        return None
    return application.at("spec", "syncPolicy", "managedNamespaceMetadata", "labels", label)


def namespace_node(repo: Repository, workload: Workload) -> Node | None:
    """The Namespace of the workload, if the repository has it."""
    resource = workload.resource
    return repo.find_near(resource, "", "Namespace", "", resource.namespace)
