"""Targets x rules: hands every rule the targets it asks for, and survives the ones that crash.

Local rules (``check(self, target)``) depend on their target and its context alone; wide rules
(``check(self, target, repo)``) may read everything.  Rules are dispatched by group and kind, so that a rule costs
nothing on objects that are none of its business.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gitops_lint.finding import without_credentials
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.node import Node
from gitops_lint.model.repository import Comparison, Repository
from gitops_lint.model.resource import VIEWS, Resource
from gitops_lint.model.workload import Container, Workload
from gitops_lint.problem import Failure, Problem
from gitops_lint.recall import Recall
from gitops_lint.registry import RuleEntry
from gitops_lint.rule import Occurrence, Place, Rule
from gitops_lint.source.classify import group_version_kind
from gitops_lint.source.document import Document
from gitops_lint.values import dataclass, field

Applies = Callable[[str, Resource | None], bool]
"""Whether other options hold for a file and an object."""

TOGETHER = frozenset({"network", "references"})
"""Tags of wide rules that ask what objects have to do with each other.

That is worked out once for all of them, so that several processes would only do the same work.
"""


def usefulness(repo: Repository) -> Callable[[RuleEntry], bool]:
    """Whether a repository holds anything that a rule would be shown; problems and the rest count always."""
    kinds = {f"{group}/{kind}" if group else kind for group, kind in repo.kinds()}
    kinds |= {kind for _, kind in repo.kinds()}  # declarative rules may name a kind without its group
    views = {view.__name__: f"{group}/{kind}" if group else kind for (group, kind), view in VIEWS.items()}
    workloads = any(resource.workload is not None for resource in repo.resources)
    deployed = any(map(is_deployed, repo.resources))

    def useful(entry: RuleEntry) -> bool:
        if entry.target == "Problem":  # such a rule is a name and a page, and runs nothing
            return False
        if entry.deployed and not deployed:
            return False
        if entry.target == "Comparison":
            return repo.base is not None
        if entry.kinds and entry.target in ("Resource", "Workload", "Container"):
            return not kinds.isdisjoint(entry.kinds)
        if entry.target in views:
            return views[entry.target] in kinds
        return workloads or entry.target not in ("Workload", "Container")

    return useful


@dataclass(slots=True)
class Results:
    """What the rules said."""

    occurrences: list[Occurrence] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))


class Engine:
    """One run of a set of rules over one repository."""

    def __init__(
        self,
        rules: Sequence[Rule[Any]],
        repo: Repository,
        variants: Mapping[str, Sequence[tuple[Applies, Rule[Any]]]] | None = None,
        *,
        reported: Collection[str] = (),
        timing: bool = False,
        recall: Recall | None = None,
    ) -> None:
        self._repo = repo
        self._reported = reported  # names of the rules that stand for problems
        self._variants = variants or {}
        self._wide = {rule.name: rule.is_wide() for rule in rules}
        self._timing = timing
        self._recall = recall  # None: nothing is kept between runs
        self._results = Results()
        self._by_target: dict[type, list[Rule[Any]]] = defaultdict(list)
        self._near: dict[type, list[Rule[Any]]] = defaultdict(list)  # the local ones
        self._far: dict[type, list[Rule[Any]]] = defaultdict(list)  # the wide ones
        self._joint: dict[type, list[Rule[Any]]] = defaultdict(list)  # those of them that belong together
        for rule in rules:
            self._by_target[rule.target].append(rule)
            far = self._far if TOGETHER.isdisjoint(rule.tags) else self._joint
            (far if self._wide[rule.name] else self._near)[rule.target].append(rule)
        self._plans: dict[tuple[str, str, bool], _Plans] = {}

    def run(self) -> Results:
        """Every rule on every target, in the order of the repository."""
        for resource in self._repo.resources:
            plans = self._plans_for(resource)
            self._local(plans.local, resource)
            self._follow(plans.wide, resource)
            self._follow(plans.joint, resource)
        self._on_the_rest()
        return self._taken()

    def run_resources(self, resources: Iterable[Resource]) -> Results:
        """Rules on objects, workloads and containers that do not belong together."""
        for resource in resources:
            plans = self._plans_for(resource)
            self._local(plans.local, resource)
            self._follow(plans.wide, resource)
        return self._taken()

    def run_rest(self) -> Results:
        """Those that do, and rules on everything that is no object."""
        for resource in self._repo.resources:
            self._follow(self._plans_for(resource).joint, resource)
        self._on_the_rest()
        return self._taken()

    def _on_the_rest(self) -> None:
        self._problems()
        self._on_documents()
        self._each(Deployable, self._repo.deployables)
        self._each(Repository, (self._repo,))
        if self._repo.base is not None:
            self._each(Comparison, (Comparison(self._repo.base, self._repo),))

    def _taken(self) -> Results:
        results, self._results = self._results, Results()
        return results

    def _local(self, plan: _Plan, resource: Resource) -> None:
        """Local rules on an object, or what they said about it in an earlier run."""
        known = self._recall.of(resource) if self._recall is not None else None
        if known is not None:
            self._results.occurrences.extend(known)
            return
        said, failed = len(self._results.occurrences), len(self._results.failures)
        self._follow(plan, resource)
        if self._recall is not None and failed == len(self._results.failures):
            self._recall.learn(resource, self._results.occurrences[said:])

    def _follow(self, plan: _Plan, resource: Resource) -> None:
        self._ask(plan.resource, resource, wide=plan.wide)
        if plan.keyed:
            self._ask(plan.about_keys_of(resource), resource, wide=plan.wide)
        if plan.workload or plan.container:
            workload = resource.workload
            if workload is not None:
                self._ask(plan.workload, workload, wide=plan.wide)
                for container in workload.containers if plan.container else ():
                    self._ask(plan.container, container, wide=plan.wide)

    def _ask(self, rules: Sequence[Rule[Any]], target: Any, *, wide: bool) -> None:
        """Rules of one sort about one target: `_call` for each, without what most runs need not."""
        if self._timing or self._variants:
            for rule in rules:
                self._call(rule, target)
            return
        say, repo = self._results.occurrences.extend, self._repo
        for rule in rules:
            try:
                say(rule.check(target, repo) if wide else rule.check(target))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - as in `_call`
                self._results.failures.append(_failure(rule, target, error))

    def _problems(self) -> None:
        """A problem is a finding of the rule of its name; such a rule needs no code."""
        for problem in self._repo.problems:
            if problem.rule in self._reported:
                at: Node | Place | Problem | None = self._repo.printed.get(problem)
                if at is None:
                    at = problem if problem.document < 0 else Place(problem.path, problem.document, problem.pointer)
                message = without_credentials(problem.message)
                self._results.occurrences.append(
                    Occurrence(problem.rule, message, at, problem.grip, severity=problem.severity)
                )

    def _on_documents(self) -> None:
        documents = self._repo.documents
        shown = {
            "all": documents,
            "odd": [document for document in documents if document.oddities],
            "loose": [document for document in documents if _is_loose(document.value)],
        }
        for rule in self._by_target[Document]:
            for document in shown[rule.documents]:
                self._call(rule, document)

    def _each(self, target: type, values: Iterable[Any]) -> None:
        rules = self._by_target[target]
        if rules:
            for value in values:
                for rule in rules:
                    self._call(rule, value)

    def _plans_for(self, resource: Resource) -> _Plans:
        """The rules on objects of a kind, deployed or not."""
        key = (resource.group, resource.kind, is_deployed(resource))
        plans = self._plans.get(key)
        if plans is None:
            sorts = ((self._near, False), (self._far, True), (self._joint, True))
            plans = self._plans[key] = _Plans(*(_Plan(rules, key, wide=wide) for rules, wide in sorts))
        return plans

    def _call(self, rule: Rule[Any], target: Any) -> None:
        started = time.perf_counter() if self._timing else 0.0
        if rule.name in self._variants:
            rule = self._variant(rule, target)
        try:
            found = rule.check(target, self._repo) if self._wide[rule.name] else rule.check(target)
            self._results.occurrences.extend(found)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - what a rule raises is the rule's bug, not the run's end
            self._results.failures.append(_failure(rule, target, error))
        if self._timing:
            self._results.seconds[rule.name] += time.perf_counter() - started

    def _variant(self, rule: Rule[Any], target: Any) -> Rule[Any]:
        """The rule with the options that hold where the target is."""
        resource = getattr(target, "resource", None)
        resource = resource if isinstance(resource, Resource) else None
        for applies, variant in self._variants[rule.name]:
            if applies(path_of(target), resource):
                return variant
        return rule


class _Plans(NamedTuple):
    """All rules for one group and kind, deployed or not."""

    local: _Plan
    wide: _Plan
    joint: _Plan  #: wide, and asked by one process alone


class _Plan:
    """Some rules for one group and kind, deployed or not."""

    __slots__ = ("_by_key", "container", "keyed", "resource", "wide", "workload")

    def __init__(self, by_target: Mapping[type, list[Rule[Any]]], key: tuple[str, str, bool], *, wide: bool) -> None:
        group, kind, deployed = key

        def wanting(target: type) -> list[Rule[Any]]:
            return [rule for rule in by_target[target] if rule.wants(group, kind) and (deployed or not rule.deployed)]

        self.wide = wide
        wanted = wanting(Resource)
        self.keyed = [rule for rule in wanted if rule.about_keys]
        self.resource = [rule for rule in wanted if not rule.about_keys]
        self.resource += wanting(VIEWS[group, kind]) if (group, kind) in VIEWS else []
        self.workload = wanting(Workload)
        self.container = wanting(Container)
        self._by_key: dict[object, tuple[Rule[Any], ...]] = {}  # a memo

    def about_keys_of(self, resource: Resource) -> Sequence[Rule[Any]]:
        """The keyed rules that are about a label or annotation of an object or of its pods."""
        found: list[Rule[Any]] = []
        workload = resource.workload
        for owner in (resource,) if workload is None else (resource, workload.template):
            metadata = owner.mapping("metadata")
            for part in ("labels", "annotations"):
                held = metadata.get(part)
                for key in held if isinstance(held, dict) else ():
                    rules = self._by_key.get(key)
                    if rules is None:
                        rules = tuple(rule for rule in self.keyed if any(each in str(key) for each in rule.about_keys))
                        self._by_key[key] = rules
                    if rules:
                        found += rules
        return list(dict.fromkeys(found)) if found else found


def is_deployed(resource: Resource) -> bool:
    """Whether an Application deploys it."""
    return resource.deployable is not None and resource.deployable.application is not None


def _is_loose(value: Any) -> bool:
    """Whether a document is no plain object of a cluster."""
    found = group_version_kind(value)
    return found is None or found[0] in ("argoproj.io", "kustomize.config.k8s.io")


def _failure(rule: Rule[Any], target: Any, error: BaseException) -> Failure:
    import traceback

    trace = "".join(traceback.format_exception(error))
    return Failure(rule.name, path_of(target), f"{type(error).__name__}: {error}", trace)


def path_of(target: Any) -> str:
    """The file a target comes from; empty for the whole repository."""
    if isinstance(target, (Document, Problem)):
        return target.path
    if isinstance(target, Deployable):
        return target.path
    resource = getattr(target, "resource", None)
    return resource.origin.first.path if isinstance(resource, Resource) else ""
