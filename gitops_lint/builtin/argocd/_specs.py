"""What the rules on Applications share: the Application itself, or the template of a set that nobody could expand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from gitops_lint.argocd.applicationcheck import ApplicationProblem, validate_application, validate_set_differences
from gitops_lint.argocd.instance import root_of
from gitops_lint.model.node import nearest
from gitops_lint.rule import Node, Occurrence, Repository, Resource, Rule, Severity

APPLICATIONS = ("argoproj.io/Application", "argoproj.io/ApplicationSet")


_UNSAID = frozenset({"source-incomplete", "chart-without-version", "destination-missing"})
"""What values that we do not know may supply."""


class SpecRule(Rule[Resource]):
    """Base of the rules that report one family of ``validate_application``."""

    kinds = APPLICATIONS
    family: ClassVar[frozenset[str]] = frozenset()  #: kinds of problems

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every mistake of the family; what Argo CD only ignores is a warning."""
        found = [(root, repo.once(_mistakes, root)) for root in specs(target, repo)]
        if target.kind == "ApplicationSet":
            found.append((target, list(validate_set_differences(target.value))))
        for root, problems in found:
            for problem in problems:
                if problem.kind not in self.family or (problem.kind in _UNSAID and speculative(target, repo)):
                    continue
                node = nearest(root, problem.pointer)
                if not (isinstance(node.value, str) and "{{" in node.value):  # which somebody fills in later
                    yield self.finding(node, problem.message, severity=self.severity_of(problem))

    def severity_of(self, problem: ApplicationProblem) -> Severity | None:
        """The rule's own if Argo CD refuses the Application."""
        return None if problem.refused else min(self.severity, Severity.WARNING)


def _mistakes(_: Repository, root: Node) -> list[ApplicationProblem]:
    """All that is wrong with an Application: each rule reports a part of it."""
    return list(validate_application(root.value))


def specs(target: Resource, repo: Repository) -> Iterator[Node]:
    """The Application, or the template of a set without generated Applications, unless patches complete it."""
    if target.kind == "Application":
        if isinstance(target.value.get("spec"), dict):
            yield target
    elif place_of(target) not in repo.once(_expanded):
        template = target.at("spec", "template")
        if template is not None and isinstance(template.get("spec"), dict) and not target.get("spec", "templatePatch"):
            yield template


def speculative(target: Resource, repo: Repository) -> bool:
    """Whether it comes in the end from a chart that nobody deploys, rendered without the values it will have."""
    root = root_of(target)
    return root is not None and root.kind == "chart"


def place_of(resource: Resource) -> tuple[str, int]:
    """The file and the document an object is written in."""
    first = resource.origin.first
    return first.path, first.document


def _expanded(repo: Repository) -> frozenset[tuple[str, int]]:
    return frozenset(place_of(application) for application in repo.applications)
