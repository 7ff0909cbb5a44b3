"""What the rules of the single controls share: the level, the places, the message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from gitops_lint.builtin.podsecurity._demand import (
    Broken,
    Standard,
    asked,
    label_node,
    restricted_standard,
    standard,
)
from gitops_lint.model.node import Node
from gitops_lint.model.workload import Workload
from gitops_lint.podsecurity.controls import control
from gitops_lint.podsecurity.values import Violation
from gitops_lint.rule import Container, FixPlan, Occurrence, Repository, Rule, Severity

BASELINE = frozenset({"pod-security", "pss-baseline", "pss-restricted", "security"})
RESTRICTED = frozenset({"pod-security", "pss-restricted", "security"})


class ControlRule(Rule[Workload]):
    """A control of the Pod Security Standards, as ``k8s.io/pod-security-admission`` judges it."""

    herald = f"{__name__}:is_broken"
    control_id: ClassVar[str] = ""
    keys: ClassVar[tuple[str, ...]] = ()  #: the last parts of the pointers it is about; empty for all

    _repo: Repository | None = None  # memos: the repository that was asked about last, and its standard
    _standard: Standard

    def check(self, target: Workload, repo: Repository) -> Iterable[Occurrence]:
        """Every place of the pod that breaks the control at a level that is asked for."""
        if self._repo is not repo:
            self._repo, self._standard = repo, self.standard(repo)
        found = self._standard.broken_by(target)
        return self._occurrences(target, repo, found[self.control_id]) if self.control_id in found else ()

    def _occurrences(self, target: Workload, repo: Repository, found: Iterable[Broken]) -> Iterator[Occurrence]:
        seen = set()
        for each in found:
            pointer = each.place.pointer
            if pointer in seen or (self.keys and pointer[-1] not in self.keys):
                continue
            seen.add(pointer)
            occurrence = self._occurrence(target, repo, each)
            if occurrence is not None:
                yield occurrence

    def standard(self, repo: Repository) -> Standard:
        """What counts where the namespace says nothing."""
        return repo.once(standard)

    def fix(self, place: Violation, node: Node) -> FixPlan | None:
        """The change that mends one place, if there is one that keeps its meaning."""
        return None

    def grade(self, place: Violation, node: Node) -> Severity:
        """How bad a place is where no label says what happens."""
        return self.severity

    def _occurrence(self, target: Workload, repo: Repository, found: Broken) -> Occurrence | None:
        place, demand = found.place, found.demand
        pointer = place.template_pointer
        node: Node | None = None if place.missing else target.template.at(*pointer)
        if node is None and not place.missing:
            return None  # the API server fills it in: what makes it do so is reported
        if node is None:
            node = owner(target, place)
        # The level and version that counted may differ between clusters, the defect is the same: one message for all.
        label = label_node(repo, target, demand.label) if demand.label else None
        if label is not None:
            related = (label, f"the namespace asks for '{demand.policy}' here")
        elif demand.label:
            related = (target.resource, f"its namespace asks for '{demand.policy}'")
        else:
            related = (target.resource, f"judged by '{demand.policy}', which no label of its namespace states")
        return self.finding(
            node,
            f'violates PodSecurity "{control(self.control_id).level}": {found.reason} ({place.detail})',
            related=[related],
            severity=demand.severity or self.grade(place, node),
            fix=self.fix(place, container_of(target, place) or node),
        )


class RestrictedRule(ControlRule):
    """A control that only the level restricted has."""

    herald = ""  # its options decide which level counts

    class Options:
        """Options of the rule."""

        unlabelled: bool = True  #: also judge pods in namespaces without Pod Security labels

    def standard(self, repo: Repository) -> Standard:
        """Restricted, unless only labels shall decide."""
        if self.options.unlabelled or not repo.once(asked).isdisjoint(("all", self.name, *self.tags)):
            return repo.once(restricted_standard)
        return repo.once(standard)


def is_broken(name: str, target: Workload, repo: Repository) -> bool:
    """Whether the workload breaks any control, where the rules have no say about the level."""
    return bool(repo.once(standard).broken_by(target))


def container_of(target: Workload, place: Violation) -> Container | None:
    """The container a place is in."""
    head = (*target.pod.pointer, *place.pointer[:2])
    return next((each for each in target.containers if each.pointer == head), None)


def owner(target: Workload, place: Violation) -> Node:
    """What lacks something: the container, else the object."""
    return container_of(target, place) or target.resource
