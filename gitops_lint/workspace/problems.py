"""Where in this repository a problem is told that rendering met, here or in another checkout."""

from __future__ import annotations

from collections.abc import Mapping

from gitops_lint.model.deployable import Deployable
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Cause
from gitops_lint.model.resource import Resource
from gitops_lint.problem import Problem
from gitops_lint.render.helm.origins import Templated
from gitops_lint.source.mounted import MARK, is_mounted
from gitops_lint.values import replace


def problem_at(rule: str, cause: Cause, message: str) -> Problem:
    """A problem at a symbolic place, or at a span that is known already."""
    if cause.span is not None:
        return Problem(rule, cause.path, message, cause.span, key=message, printed=cause.printed)
    return Problem(rule, cause.path, message, document=cause.document, pointer=cause.pointer)


def own_place(deployable: Deployable, cause: Cause) -> Cause:
    """A place, or where it is in another repository what leads there from this one."""
    return (deployable.led_to_by or cause) if is_mounted(cause.path) else cause


def at_home(problem: Problem, at: Cause) -> Problem:
    """A problem of another repository at what leads there: its own files are not in this one."""
    if not is_mounted(problem.path):
        return problem
    moved = problem_at(problem.rule, at, f"{problem.message}, in '{problem.path.removeprefix(MARK)}'")
    return replace(moved, severity=problem.severity)


def printed_places(told: Mapping[Problem, Deployable]) -> dict[Problem, Node]:
    """The problems of Applications and sets that charts print with their places in these, which lead to the values."""
    found: dict[Problem, Node] = {}
    for problem, deployable in told.items():
        resource = _printed(deployable)
        node = resource.at(*problem.printed) if resource is not None else None
        cause = node.resource.origin.trace(node.pointer)[0] if node is not None else None
        if node is not None and cause is not None and (cause.path, cause.span) == (problem.path, problem.span):
            found[problem] = node
    return found


def _printed(deployable: Deployable) -> Resource | None:
    """What a chart printed that makes Argo CD deploy this: an Application, or the set that makes it."""
    bringer: Resource | None = deployable.brought_by
    while bringer is not None and not isinstance(bringer.origin, Templated):
        bringer = bringer.deployable.application_set if bringer.deployable is not None else None
    return bringer
