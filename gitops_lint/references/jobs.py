"""The scripts that CI runs in a checkout of this repository: GitHub Actions and GitLab CI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.source.document import Document
from gitops_lint.values import dataclass

_GITHUB = regex(r"(?:^|.*/)\.(?:github|forgejo|gitea)/workflows/[^/]+\.ya?ml")
_GITLAB = regex(r"(?:^|.*/)(?:\.gitlab-ci\.ya?ml|\.gitlab/.*\.ya?ml|.*\.gitlab-ci\.ya?ml)")
_NO_JOBS = frozenset({"default", "include", "image", "pages", "services", "stages", "variables", "workflow"})


@dataclass(frozen=True, slots=True)
class Script:
    """A text that a shell runs, or the inputs of an action that edits files."""

    pointer: Pointer
    text: str
    variables: Mapping[str, str]  #: with values that are written as they are
    folder: str  #: in which it starts, relative to the checkout
    action: str = ""  #: the action, without its version; ``text`` is empty then
    inputs: Mapping[str, str] | None = None


def scripts(document: Document) -> Iterator[Script]:
    """Every script of a workflow that runs where this repository is checked out; nothing for other documents."""
    path = document.path
    if not (".git" in path or ".forgejo" in path) or not isinstance(document.value, dict):
        return
    if _GITHUB.fullmatch(path):
        yield from _github(document.value)
    elif _GITLAB.fullmatch(path):
        yield from _gitlab(document.value)


def _github(value: Mapping[str, Any]) -> Iterator[Script]:
    for name, job in _mapping(value.get("jobs")).items():
        steps = job.get("steps") if isinstance(job, dict) else None
        if not isinstance(steps, list) or not _is_here(steps):
            continue
        shared = {**_literal(value.get("env")), **_literal(job.get("env"))}
        start = _folder(job) or _folder(value) or "."
        for index, step in enumerate(steps):
            if isinstance(step, dict):
                variables = {**shared, **_literal(step.get("env"))}
                yield from _step(step, ("jobs", name, "steps", index), variables, start)


def _step(step: Mapping[str, Any], at: Pointer, variables: Mapping[str, str], start: str) -> Iterator[Script]:
    folder = step.get("working-directory")
    folder = folder if isinstance(folder, str) else start
    if "${" in folder or folder.startswith("/"):
        return
    if isinstance(step.get("run"), str):
        yield Script((*at, "run"), step["run"], variables, folder)
    action = step.get("uses")
    inputs = {key: item for key, item in _mapping(step.get("with")).items() if isinstance(item, str)}
    if isinstance(action, str):
        name = action.partition("@")[0]
        if name == "mikefarah/yq" and "cmd" in inputs:
            yield Script((*at, "with", "cmd"), inputs["cmd"], variables, ".")
        else:
            yield Script((*at, "with"), "", variables, ".", name, inputs)


def _is_here(steps: Sequence[Any]) -> bool:
    """Whether the job works in this repository, at the commit that it is about, and nowhere else."""
    checkouts = [
        _mapping(step.get("with"))
        for step in steps
        if isinstance(step, dict) and str(step.get("uses", "")).startswith("actions/checkout@")
    ]
    return len(checkouts) == 1 and not {"repository", "path", "ref"} & checkouts[0].keys()


def _folder(value: Mapping[str, Any]) -> str:
    folder = _mapping(_mapping(value.get("defaults")).get("run")).get("working-directory")
    return folder if isinstance(folder, str) else ""


def _gitlab(value: Mapping[str, Any]) -> Iterator[Script]:
    shared = _literal(value.get("variables"))
    for name, job in value.items():
        if not isinstance(job, dict) or name in _NO_JOBS or "extends" in job:
            continue
        variables = {**shared, **_literal(job.get("variables"))}
        if variables.get("GIT_STRATEGY") in ("none", "empty"):
            continue
        before = _lines(job.get("before_script"))
        lines = _lines(job.get("script"))
        if lines:
            yield Script((name, "script"), "\n".join((*before, *lines)), variables, ".")


def _lines(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _literal(value: Any) -> dict[str, str]:
    """The variables whose values stand there."""
    return {
        key: str(item) for key, item in _mapping(value).items() if isinstance(item, (str, int)) and "$" not in str(item)
    }
