"""All policies of a repository against all its objects, cluster by cluster; asked once per run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gitops_lint.apischema.admission.admitted import admitted, knows
from gitops_lint.apischema.admission.evaluation import Evaluation, NotKnownError
from gitops_lint.apischema.admission.matching import matches
from gitops_lint.apischema.admission.parameters import group_and_kind, parameters
from gitops_lint.apischema.admission.policies import BINDING, POLICY, Expression, Policy, read_policy
from gitops_lint.apischema.admission.subject import Subject, request_for
from gitops_lint.apischema.apivalidation.reading import mapping
from gitops_lint.apischema.opaque import holds_placeholder, is_sops
from gitops_lint.apischema.repository import judge, judged
from gitops_lint.finding import Confidence
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.problem import UserError
from gitops_lint.values import dataclass

ACTIONS: Final = ("Deny", "Warn", "Audit")
"""What a binding may do about a refusal, the gravest first."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A policy refuses an object."""

    resource: Resource
    policy: Policy
    binding: Resource
    message: str
    action: str  #: one of `ACTIONS`
    expression: Expression
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Gap:
    """A policy that could not be asked about all its objects."""

    policy: Resource
    reason: str
    objects: tuple[Resource, ...]  #: empty where the reason is the policy itself


@dataclass(frozen=True, slots=True)
class Admission:
    """What all policies say."""

    policies: tuple[Policy, ...] = ()
    denials: tuple[Denial, ...] = ()
    gaps: tuple[Gap, ...] = ()


def admission(repo: Repository) -> Admission:
    """The verdicts of all policies that have a binding; nothing is worked out where there are no policies."""
    written = repo.of_kind(*POLICY)
    if not written:
        return Admission()
    try:
        policies = tuple(read_policy(resource) for resource in written)
    except UserError:  # the extra is not installed: said once
        reason = "admission policies are written in CEL: install the extra, gitops-lint[cel]"
        return Admission(gaps=(Gap(written[0], reason, ()),))
    court = _Court(repo, policies)
    denials = tuple(court.denials())
    return Admission(policies, denials, court.gaps())


def place_of(resource: Resource) -> str:
    """The cluster in which objects meet; empty for all of which nobody says where they are deployed."""
    return resource.context.cluster.name or resource.context.cluster.server


@dataclass(frozen=True, slots=True)
class _Case:
    """A policy with one of its bindings."""

    policy: Policy
    binding: Resource
    confidence: Confidence
    candidates: tuple[Resource, ...]  #: the objects of its cluster that may be parameters

    @property
    def action(self) -> str:
        """The gravest that the binding asks for; empty for none."""
        given = self.binding.get("spec", "validationActions")
        return next((action for action in ACTIONS if isinstance(given, list) and action in given), "")

    def applies(self, subject: Subject) -> bool | None:
        """Whether both policy and binding are about an object."""
        narrowed = mapping(self.binding.value, "spec", "matchResources")
        answers = [matches(mapping(self.policy.spec, "matchConstraints"), subject.request)]
        if narrowed:
            answers.append(matches(narrowed, subject.request))
        return False if False in answers else None if None in answers else True


class _Court:
    """All cases of a repository, by cluster."""

    def __init__(self, repo: Repository, policies: Sequence[Policy]) -> None:
        self._repo = repo
        self._policies = policies
        self._gaps: dict[tuple[str, str, str], tuple[Resource, list[Resource]]] = {}

    def gaps(self) -> tuple[Gap, ...]:
        """What could not be answered, each reason once for each policy."""
        return tuple(Gap(policy, key[2], tuple(objects)) for key, (policy, objects) in self._gaps.items())

    def denials(self) -> Iterator[Denial]:
        """Every refusal of every object of the cluster that a policy is deployed to."""
        cases = self._cases()
        if not cases:
            return
        court = self._repo.once(judge)
        for resource in judged(self._repo):
            here = cases.get(place_of(resource))
            if here:
                subject = Subject(request_for(resource, court), self._repo, court)
                for case in here:
                    yield from self._judge(case, subject)

    def _cases(self) -> Mapping[str, list[_Case]]:
        by_name: dict[tuple[str, str], list[Policy]] = defaultdict(list)
        for policy in self._policies:
            same = by_name[place_of(policy.resource), policy.name]
            if all(policy.spec != other.spec for other in same):
                same.append(policy)
        cases: dict[str, list[_Case]] = defaultdict(list)
        seen: set[tuple[str, str, str]] = set()
        for binding in self._repo.of_kind(*BINDING):
            place = place_of(binding)
            identity = (place, binding.name, repr(binding.get("spec")))
            if identity in seen:
                continue  # the same one, by another way
            seen.add(identity)
            found = by_name.get((place, str(binding.get("spec", "policyName"))), [])
            sure = Confidence.HIGH if place else Confidence.MEDIUM
            for policy in found:
                if policy.broken:
                    continue  # the API server refuses it
                confidence = sure if len(found) == 1 else Confidence.LOW
                cases[place].append(_Case(policy, binding, confidence, self._candidates(policy, place)))
        return cases

    def _candidates(self, policy: Policy, place: str) -> tuple[Resource, ...]:
        kind = group_and_kind(mapping(policy.spec, "paramKind"))
        return tuple(item for item in self._repo.of_kind(*kind) if place_of(item) == place)

    def _judge(self, case: _Case, subject: Subject) -> Iterator[Denial]:
        applies = case.applies(subject)
        if not case.action or applies is False:
            return
        try:
            if applies is None:
                raise NotKnownError("what it matches depends on labels or versions that are not known")
            if reason := subject.unknown(case.policy):
                raise NotKnownError(reason)
            binding, namespace = mapping(case.binding.value, "spec"), subject.resource.namespace
            for parameter in parameters(case.policy.spec, binding, namespace, case.candidates):
                yield from self._ask(case, subject, parameter)
        except NotKnownError as error:
            self._miss(case, subject, str(error))

    def _ask(self, case: _Case, subject: Subject, parameter: Resource | None) -> Iterator[Denial]:
        resource = subject.resource
        inputs = {**subject.inputs(), "params": admitted(parameter) if parameter is not None else None}
        secret = any(item is not None and item.is_a("", "Secret") for item in (resource, parameter))
        work = Evaluation(case.policy, inputs, subject.complete, secret)
        found = list(work.refusals())
        for reason in work.unknown:
            self._miss(case, subject, reason)
        if found and (holds_placeholder(resource.value) or is_sops(resource.value)):
            raise NotKnownError("placeholders are not filled in")
        confidence = case.confidence if knows(resource) else min(case.confidence, Confidence.MEDIUM)
        for refusal in found:
            yield Denial(
                resource, case.policy, case.binding, refusal.message, case.action, refusal.expression, confidence
            )

    def _miss(self, case: _Case, subject: Subject, reason: str) -> None:
        objects = self._gaps.setdefault((place_of(case.binding), case.policy.name, reason), (case.policy.resource, []))
        objects[1].append(subject.resource)
