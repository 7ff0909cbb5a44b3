"""What is wrong with an ApplicationSet, and why it may have more Applications than are seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.argocd.applicationset.whole import HANDED_ON
from gitops_lint.argocd.plain import mapping, string
from gitops_lint.argocd.world import Where
from gitops_lint.finding import Pointer, Severity, without_credentials
from gitops_lint.model.deployable import Deployable, NotChecked
from gitops_lint.model.node import scalars
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.request import Rendered
from gitops_lint.values import replace
from gitops_lint.workspace.applicationsets import TEMPLATE, git_generators
from gitops_lint.workspace.problems import at_home, own_place, problem_at

if TYPE_CHECKING:
    # Most runs meet no ApplicationSet and need not pay for a template engine.
    from gitops_lint.argocd.applicationset.environment import Environment
    from gitops_lint.argocd.applicationset.expand import Expansion
    from gitops_lint.argocd.applicationset.unselected import Unmet

_PARAMETER = regex(r"[A-Za-z_][\w.\-/\[\]]*\Z")
_NEVER = regex(r"\A\.?/|/\Z")  # no folder is called so


def said_of(
    item: Rendered, expansion: Expansion, env: Environment, where: Where, deployable: Deployable
) -> tuple[list[Problem], tuple[NotChecked, ...]]:
    """The problems of a set, and what keeps its Applications from being all that there will be."""
    problems, doubts = [], []
    for rule, pointer, message in _complaints(item.value, expansion, env):
        cause = item.origin.trace(pointer)[0]
        problems.append(at_home(problem_at(rule, cause, message), own_place(deployable, cause)))
    for pointer, found in _empty_cluster_generators(item.value, expansion, env):
        cause = item.origin.trace(pointer)[0]
        message = f"generator matches nothing: {found.what}"
        problem = problem_at("argocd-generator-matches-nothing", cause, message)
        severity = Severity.INFO if found.switch else None
        told = replace(problem, severity=severity, grip="key" if found.of_key else "auto")
        problems.append(at_home(told, own_place(deployable, cause)))
    for pointer, message, decides in _written_whole(expansion):
        cause = item.origin.trace(pointer)[0]
        near = own_place(deployable, cause)
        problem = problem_at("argocd-template-parameter-unknown", cause, message)
        problems.append(at_home(replace(problem, severity=Severity.ERROR if decides else None), near))
        doubts += [NotChecked(message, near, "reported")] if decides else []
    for remarks, weight in ((expansion.problems, "reported"), (expansion.notices, "info")):
        for remark in remarks:
            cause = own_place(deployable, item.origin.trace(remark.pointer)[0])
            doubts.append(NotChecked(without_credentials(remark.message), cause, weight))
    return problems, (*doubts, *_uncertain(item, where))


def _uncertain(item: Rendered, where: Where) -> Iterator[NotChecked]:
    """The git generators whose revision nobody has."""
    for git, pointer in git_generators(item.value):
        url, revision = git.get("repoURL"), git.get("revision")
        place = where(url, revision, "") if isinstance(url, str) and isinstance(revision, str) else None
        if place is not None and place.reason:
            cause = item.origin.trace((*pointer, "revision"))[0]
            yield NotChecked(f"{place.reason}; what is checked out was judged", cause, approximate=True)


def _written_whole(expansion: Expansion) -> Iterator[tuple[Pointer, str, bool]]:
    """Where a set writes no text, as place and message; and whether that decides an Application."""
    every = [*expansion.whole, *(place for made in expansion.applications for place in made.whole)]
    places = {place.pointer: place for place in sorted(every, key=lambda place: place.decides)}
    for place in places.values():
        yield place.pointer, place.message, place.decides


def _complaints(value: dict[str, Any], expansion: Expansion, env: Environment) -> Iterator[tuple[str, Pointer, str]]:
    """What is wrong with a set, as rule, place and message."""
    yield from _empty_git_generators(value, expansion, env)
    for remark in expansion.problems:
        yield "argocd-applicationset-invalid", remark.pointer, remark.message
    twins = expansion.duplicates()
    if twins:
        names = ", ".join(f"'{name}'" for name in sorted(twins)[:3])
        more = f" and {len(twins) - 3} more names" if len(twins) > 3 else ""
        message = f"more than one generated Application is named {names}{more}"
        yield "argocd-applicationset-name-collision", ("spec", "template", "metadata", "name"), message
    if not expansion.complete:
        yield from _misspelt(value) if not expansion.problems else ()
        return
    if env.all_clusters:
        for pointer in expansion.dropped:
            message = "element is dropped: no parameters of the first generator have its merge keys"
            yield "argocd-generator-matches-nothing", pointer, message
    for pointer in _empty(expansion, "list"):
        yield "argocd-generator-matches-nothing", pointer, "generator matches nothing"
    yield from _without_value(value, expansion)
    unknown = {tag for application in expansion.applications for tag in application.unresolved}
    yield from _unsupplied(value, sorted(unknown))


def _empty(expansion: Expansion, kind: str) -> Iterator[Pointer]:
    """The generators of a kind that yield nothing; what a merge adds to may well be nothing yet."""
    return (at for at, count in expansion.yields.items() if count == 0 and at[-1] == kind and "merge" not in at)


def _empty_cluster_generators(
    value: dict[str, Any], expansion: Expansion, env: Environment
) -> Iterator[tuple[Pointer, Unmet]]:
    """The selectors that take no cluster, at what they ask for; without one Argo CD's own cluster is always there."""
    if not (expansion.complete and env.all_clusters):
        return
    for pointer in _empty(expansion, "clusters"):
        from gitops_lint.apischema.wording import is_slip
        from gitops_lint.argocd.applicationset.unselected import unmet

        selector: Any = value
        for part in (*pointer, "selector"):
            selector = selector[part]
        found = unmet(selector, env.clusters or (), is_slip)
        yield (*pointer, "selector", *found.pointer), found


def _misspelt(value: dict[str, Any]) -> Iterator[tuple[str, Pointer, str]]:
    from gitops_lint.argocd.applicationset.supplied import misspelt

    for pointer, name, near in misspelt(value):
        if HANDED_ON.isdisjoint(pointer):
            yield (
                "argocd-template-parameter-unknown",
                pointer,
                f"no generator supplies '{name}', did you mean '{near}'?",
            )


def _without_value(value: dict[str, Any], expansion: Expansion) -> Iterator[tuple[str, Pointer, str]]:
    """Go templates that write ``<no value>``."""
    from gitops_lint.argocd.applicationset.supplied import unsupplied

    names = {name for application in expansion.applications for name in application.params}
    if names and mapping(value.get("spec")).get("goTemplate") is True:
        for pointer, name in unsupplied(value, names):
            if HANDED_ON.isdisjoint(pointer):
                yield "argocd-template-parameter-unknown", pointer, f"no generator supplies '{name}'"


def _unsupplied(value: dict[str, Any], tags: Iterable[str]) -> Iterator[tuple[str, Pointer, str]]:
    """The tags at the first text that holds each; without those that a chart or another tool reads as its own.

    Of several Go templates in one text the first is enough.
    """
    from gitops_lint.argocd.applicationset.rendering import is_go, taken_as_text, unresolved

    spec = mapping(value.get("spec"))
    parts = ((part, spec.get(part)) for part in ("template", "generators"))
    held = [
        (pointer, frozenset(unresolved(text)))
        for part, item in parts
        for pointer, text in scalars(item, ("spec", part))
    ]
    told: set[Pointer] = set()
    for tag in tags:
        places = [pointer for pointer, names in held if tag in names]
        own = [pointer for pointer in places if _PARAMETER.match(tag) or HANDED_ON.isdisjoint(pointer)]
        if not own and places:
            continue
        at = own[0] if own else TEMPLATE
        if not is_go(tag):
            yield "argocd-template-parameter-unknown", at, f"no generator supplies '{tag}'"
        elif at not in told:
            told.add(at)
            yield "argocd-template-parameter-unknown", at, taken_as_text(tag)


def _empty_git_generators(
    value: dict[str, Any], expansion: Expansion, env: Environment
) -> Iterator[tuple[str, Pointer, str]]:
    """Git generators and patterns that match nothing, whatever the generators around them give."""
    for git, pointer in git_generators(value):
        kind = next((key for key in ("directories", "files") if isinstance(git.get(key), list) and git[key]), None)
        if kind is None or "{{" in str(git[kind]):
            continue
        what = "folder" if kind == "directories" else "file"
        entries = [(index, entry) for index, entry in enumerate(map(mapping, git[kind])) if string(entry.get("path"))]
        includes = [(index, entry) for index, entry in entries if entry.get("exclude") is not True]
        empty = not expansion.yields.get(pointer) and _finds_nothing(git, env)
        several = includes if len(entries) > 1 and not empty else []  # a single pattern is the whole generator
        found = [item for item in several if _finds_nothing({**git, kind: [item[1]]}, env)]
        if empty and not includes:
            message = f"generator matches nothing: it only excludes {what}s"
            yield "argocd-generator-matches-nothing", (*pointer, kind), message
        for index, entry in includes[:1] if empty else found:
            who = "generator" if empty else "pattern"
            message = f"{who} matches nothing: no {what} '{entry['path']}'"
            yield "argocd-generator-matches-nothing", (*pointer, kind, index, "path"), message
        for index, entry in entries if kind == "directories" else ():
            if entry.get("exclude") is True and _NEVER.search(entry["path"]):
                message = f"'{entry['path']}' excludes nothing: no folder has './' or a slash at its ends"
                yield "argocd-generator-matches-nothing", (*pointer, kind, index, "path"), message


def _finds_nothing(git: Mapping[str, Any], env: Environment) -> bool:
    from gitops_lint.argocd.applicationset.expand import expand

    alone = {"generators": [{"git": git}], "template": {"metadata": {"name": "x"}, "spec": {}}}
    expansion = expand({"spec": alone}, env)
    return not expansion.notices and not expansion.problems and not any(expansion.yields.values())
