"""Which key of the values is to blame for what a chart's template printed.

Between the rules and the suppressions: in a chart that others write, the key is the place to change; in one's own it is
named beside the template.  Only findings that are there make anything be rendered again.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from gitops_lint.finding import Location, Pointer
from gitops_lint.locate import Locator
from gitops_lint.model.node import Node, scalars
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.outcome import Outcome
from gitops_lint.source.globs import GlobSet
from gitops_lint.source.mounted import is_mounted

MAX_OWN = 12
"""Releases of one's own charts that are looked into: the key is a help there, not the place of the finding."""

MAX_OWN_RENDERINGS = 4
"""Of each of these; the place of a finding in a chart of others is worth more."""

MAX_FOREIGN_RENDERINGS = 10
"""Of each release of such a chart."""

MAX_SCALARS = 12
"""A mapping or list with more scalars is not traced."""


def move_to_keys(outcomes: Sequence[Outcome], locator: Locator, repo: Repository) -> None:
    """Put findings in templates that others write at the key that sets the value, where that is certain."""
    foreign = [outcome for outcome in outcomes if _in_foreign_template(outcome)]
    vendored = GlobSet(repo.config.vendored)
    mounted = [outcome for outcome in foreign if not _is_vendored(outcome)]
    others = [outcome for outcome in foreign if _is_vendored(outcome)]
    for outcome, keys in (
        *_traced(others, locator, repo, MAX_FOREIGN_RENDERINGS),
        *_traced(mounted, locator, repo, MAX_FOREIGN_RENDERINGS, shared=True),
    ):
        ours = [key for key in keys if not _others_write(key, outcome, vendored)]
        outcome.keys = keys
        if ours:
            # Of several parts of a text the last one: the tag of an image.
            outcome.cause = ours[-1]
            outcome.location = Location(ours[-1].path, locator.span(ours[-1]))
            outcome.identity = locator.identity(outcome.occurrence.rule, ours[-1])


def name_keys(outcomes: Sequence[Outcome], locator: Locator, repo: Repository) -> None:
    """Remember the keys behind findings in one's own charts, one deployment of each for all."""
    groups: dict[Any, Outcome] = {}
    releases: set[int] = set()
    for outcome in outcomes:
        release = _release(outcome)
        if release is None or _in_foreign_template(outcome) or outcome.suppressed is not None:
            continue
        if id(release) in releases or len(releases) < MAX_OWN:
            key = (outcome.occurrence.rule, outcome.location, outcome.identity, outcome.occurrence.message)
            if groups.setdefault(key, outcome) is outcome:
                releases.add(id(release))
    for outcome, keys in _traced(list(groups.values()), locator, repo, MAX_OWN_RENDERINGS, shared=True):
        outcome.keys = keys


def _release(outcome: Outcome) -> Any:
    """The rendering an outcome's object comes from."""
    at = outcome.occurrence.at
    return getattr(at.resource.origin, "release", None) if isinstance(at, Node) else None


def _in_foreign_template(outcome: Outcome) -> bool:
    at = outcome.occurrence.at
    if _release(outcome) is None or not isinstance(at, Node):
        return False
    return at.resource.context.vendored or is_mounted(at.resource.origin.first.path)


def _is_vendored(outcome: Outcome) -> bool:
    """Whether others write the chart, not the same authors in another repository."""
    at = outcome.occurrence.at
    return isinstance(at, Node) and at.resource.context.vendored


def _others_write(key: Cause, outcome: Outcome, vendored: GlobSet) -> bool:
    """Whether a key is a default of the foreign chart itself."""
    chart = posixpath.join(_release(outcome).request.path, "charts", "")
    return is_mounted(key.path) or vendored.matches(key.path) or key.path.startswith(chart.removeprefix("./"))


def _traced(
    outcomes: Sequence[Outcome], locator: Locator, repo: Repository, renderings: int, *, shared: bool = False
) -> Iterator[tuple[Outcome, tuple[Cause, ...]]]:
    nodes = [(outcome, outcome.occurrence.at) for outcome in outcomes if isinstance(outcome.occurrence.at, Node)]
    if not nodes:
        return
    from gitops_lint.workspace.tracing import Scalar, values_behind

    wanted: dict[tuple[int, Pointer], Scalar] = {}
    for _, node in nodes:
        for pointer, value in _scalars(node):
            wanted[id(node.resource), pointer] = Scalar(node.resource, pointer, value)
    answers = values_behind(repo, list(wanted.values()), locator.positions, renderings, shared=shared)
    for outcome, node in nodes:
        keys = _keys(node, answers)
        if outcome.occurrence.grip == "key" and not isinstance(node.value, (dict, list)):
            # What is wrong is the name, so that it has to be the one in the values.
            keys = tuple(key for key in keys if key.pointer[-1:] == node.pointer[-1:])
        if keys:
            yield outcome, keys


def _keys(node: Node, answers: Mapping[tuple[int, Pointer], tuple[Cause, ...]]) -> tuple[Cause, ...]:
    """The keys of a scalar; the one key of a mapping or list that is taken from the values as it stands there."""
    if not isinstance(node.value, (dict, list)):
        return answers.get((id(node.resource), node.pointer), ())
    common: set[Cause] = set()
    for pointer, _ in _scalars(node):
        rest = pointer[len(node.pointer) :]
        found = answers.get((id(node.resource), pointer), ())
        if len(found) != 1 or found[0].pointer[-len(rest) :] != rest:
            return ()
        cause = found[0]
        common.add(Cause(cause.how, cause.path, cause.document, cause.pointer[: -len(rest)], cause.span))
    return tuple(common) if len(common) == 1 else ()


def _scalars(node: Node) -> Sequence[tuple[Pointer, Any]]:
    """The scalars at or below a node; none where they are too many."""
    found = tuple(islice(scalars(node.value, node.pointer), MAX_SCALARS + 1))
    return found if len(found) <= MAX_SCALARS else ()
