"""Label selectors of policies, read from untrusted shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

Pointer = tuple[str | int, ...]
OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One item of ``matchExpressions``."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """NotIn matches an object without the label, as in ``apimachinery/pkg/labels``."""
        if self.operator == "Exists":
            return self.key in labels
        if self.operator == "DoesNotExist":
            return self.key not in labels
        if self.operator == "In":
            return self.key in labels and labels[self.key] in self.values
        return self.key not in labels or labels[self.key] not in self.values

    def __str__(self) -> str:
        """As kubectl writes it."""
        if self.operator in ("Exists", "DoesNotExist"):
            return self.key if self.operator == "Exists" else f"!{self.key}"
        return f"{self.key} {self.operator.lower()} ({','.join(self.values)})"


@dataclass(frozen=True, slots=True)
class Selector:
    """A label selector; the empty one matches everything, an invalid one nothing."""

    labels: tuple[tuple[str, str], ...] = ()
    requirements: tuple[Requirement, ...] = ()
    valid: bool = True

    @property
    def is_empty(self) -> bool:
        """``{}``: matches every object."""
        return self.valid and not self.labels and not self.requirements

    def matches(self, labels: Mapping[str, str]) -> bool:
        """All of ``matchLabels`` and all of ``matchExpressions``."""
        return (
            self.valid
            and all(labels.get(key) == value for key, value in self.labels)
            and all(requirement.matches(labels) for requirement in self.requirements)
        )

    def __str__(self) -> str:
        """As kubectl writes it: ``app=web,tier in (a,b),!legacy``."""
        parts = [f"{key}={value}" for key, value in self.labels]
        return ",".join((*parts, *map(str, self.requirements)))


EVERYTHING = Selector()
NOTHING = Selector(valid=False)


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """What the API server would refuse or warn about, or what the author cannot have meant."""

    code: str  #: kebab-case and stable
    pointer: Pointer  #: the place inside the policy object
    message: str
    refused: bool = True  #: False where the API server accepts the object


def parse_selector(value: object, pointer: Pointer, problems: list[PolicyProblem]) -> Selector:
    """A LabelSelector; a shape the API server would refuse is a problem and the selector then matches nothing."""
    if value is None:
        return EVERYTHING
    if not isinstance(value, dict):
        problems.append(PolicyProblem("selector-invalid", pointer, "must be a label selector"))
        return NOTHING
    before = len(problems)
    labels = _match_labels(value.get("matchLabels"), (*pointer, "matchLabels"), problems)
    requirements = _match_expressions(value.get("matchExpressions"), (*pointer, "matchExpressions"), problems)
    problems.extend(
        PolicyProblem("selector-unknown-field", (*pointer, str(key)), f"unknown field '{key}' in a label selector")
        for key in value
        if key not in ("matchLabels", "matchExpressions")
    )
    return Selector(labels, requirements, valid=len(problems) == before)


def _match_labels(value: object, pointer: Pointer, problems: list[PolicyProblem]) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        problems.append(PolicyProblem("selector-invalid", pointer, "must be a mapping of labels"))
        return ()
    found = []
    for key, wanted in value.items():
        if isinstance(key, str) and (isinstance(wanted, str) or wanted is None):
            found.append((key, wanted or ""))
        else:
            problems.append(PolicyProblem("selector-invalid", (*pointer, str(key)), "label values must be strings"))
    return tuple(sorted(found))


def _match_expressions(value: object, pointer: Pointer, problems: list[PolicyProblem]) -> tuple[Requirement, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        problems.append(PolicyProblem("selector-invalid", pointer, "must be a list of requirements"))
        return ()
    found = []
    for index, item in enumerate(value):
        at = (*pointer, index)
        if not isinstance(item, dict):
            problems.append(PolicyProblem("selector-invalid", at, "must be a requirement with key and operator"))
            continue
        key, operator, values = item.get("key"), item.get("operator"), item.get("values")
        values = [] if values is None else values
        if not isinstance(key, str) or not key:
            problems.append(PolicyProblem("selector-invalid", (*at, "key"), "must be specified"))
        elif operator not in OPERATORS or not isinstance(operator, str):
            problems.append(PolicyProblem("selector-invalid", (*at, "operator"), "not a valid selector operator"))
        elif not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            problems.append(PolicyProblem("selector-invalid", (*at, "values"), "must be a list of strings"))
        elif operator in ("In", "NotIn") and not values:
            message = "must be specified when `operator` is 'In' or 'NotIn'"
            problems.append(PolicyProblem("selector-invalid", (*at, "values"), message))
        elif operator in ("Exists", "DoesNotExist") and values:
            message = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            problems.append(PolicyProblem("selector-invalid", (*at, "values"), message))
        else:
            found.append(Requirement(key, operator, tuple(values)))
    return tuple(found)
