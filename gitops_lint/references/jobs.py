"""The scripts that CI runs in a checkout of this repository: GitHub Actions and GitLab CI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.references.checkout import ROOT, Checkout, inside
from gitops_lint.references.plain import items, mapping
from gitops_lint.source.document import Document
from gitops_lint.values import dataclass, replace

_GITHUB = regex(r"(?:^|.*/)\.(?:github|forgejo|gitea)/workflows/[^/]+\.ya?ml")
_GITLAB = regex(r"(?:^|.*/)(?:\.gitlab-ci\.ya?ml|\.gitlab/.*\.ya?ml|.*\.gitlab-ci\.ya?ml)")
_INPUT = regex(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")
_ACTION_PATH = regex(r"\$\{\{\s*github\.action_path\s*\}\}")
_DEEPEST = 3  # actions that call actions


@dataclass(frozen=True, slots=True)
class Script:
    """A text that a shell runs, or the inputs of an action that edits files."""

    pointer: Pointer
    text: str
    variables: Mapping[str, str]  #: with values that are written as they are
    folder: str  #: in which it starts, relative to the checkout
    action: str = ""  #: the action, without its version; ``text`` is empty then
    inputs: Mapping[str, str] | None = None
    source: str = ""  #: the file that holds it, if it is not the workflow


def scripts(document: Document, checkout: Checkout) -> Iterator[Script]:
    """Every script of a workflow that runs where this repository is checked out; nothing for other documents."""
    path = document.path
    if not (".git" in path or ".forgejo" in path) or not isinstance(document.value, dict):
        return
    if _GITHUB.fullmatch(path):
        yield from _github(document.value, checkout)
    elif is_gitlab(path):
        from gitops_lint.references.gitlab import gitlab_scripts

        yield from gitlab_scripts(document, checkout)


def is_gitlab(path: str) -> bool:
    """Whether GitLab, or a file that GitLab reads, may include the file, as far as its name tells."""
    return _GITLAB.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a job, in whatever file it is written."""

    value: Mapping[str, Any]
    at: Pointer  #: in the workflow
    variables: Mapping[str, str]
    source: str = ""
    inputs: Mapping[str, str] | None = None  #: of the local action that holds it

    def text(self, key: str) -> str:
        """A field with the inputs put in that are known."""
        value = self.value.get(key)
        return self.filled(value) if isinstance(value, str) else ""

    def filled(self, text: str) -> str:
        """A text with the inputs put in that are known."""
        known = self.inputs or {}
        text = _INPUT.sub(lambda match: known.get(match[1], match[0]), text)
        here = self.variables.get("GITHUB_ACTION_PATH")
        return _ACTION_PATH.sub(lambda match: here or match[0], text)


def _github(value: Mapping[str, Any], checkout: Checkout) -> Iterator[Script]:
    for name, job in mapping(value.get("jobs")).items():
        steps = job.get("steps") if isinstance(job, dict) else None
        if not isinstance(steps, list):
            continue
        shared = {"GITHUB_WORKSPACE": ROOT, **literal(value.get("env")), **literal(job.get("env"))}
        start = _folder(job) or _folder(value) or "."
        written = [
            _Step(step, ("jobs", name, "steps", index), shared)
            for index, step in enumerate(steps)
            if isinstance(step, dict)
        ]
        flat = [part for step in written for part in _parts(step, checkout)]
        if _is_here([part.value for part in flat]):
            for step in flat:
                yield from _step(step, start)


def _parts(step: _Step, checkout: Checkout, depth: int = 0) -> Iterator[_Step]:
    """The step, or the steps of the composite action of this repository that it uses."""
    action = step.value.get("uses")
    if not isinstance(action, str) or not action.startswith("./") or depth >= _DEEPEST:
        yield step
        return
    folder = inside(".", action)
    for path in (f"{folder}/action.yml", f"{folder}/action.yaml"):
        for value in checkout.mappings(path):
            given = {key: step.filled(item) for key, item in literal(step.value.get("with"), open_too=True).items()}
            inputs = {key: item for key, item in {**_defaults(value), **given}.items() if "${{" not in item}
            variables = {**step.variables, "GITHUB_ACTION_PATH": f"{ROOT}/{folder}"}
            for inner in items(mapping(value.get("runs")).get("steps")):
                if isinstance(inner, dict):
                    part = replace(step, value=inner, source=path, inputs=inputs, variables=variables)
                    yield from _parts(part, checkout, depth + 1)


def _defaults(action: Mapping[str, Any]) -> dict[str, str]:
    declared = mapping(action.get("inputs"))
    return literal({name: mapping(item).get("default") for name, item in declared.items()})


def _step(step: _Step, start: str) -> Iterator[Script]:
    # A step of a composite action starts in the workspace, whatever the workflow's defaults are.
    folder = step.text("working-directory") or ("." if step.source else start)
    if "${" in folder or folder.startswith("/"):
        return
    variables = {**step.variables, **literal(step.value.get("env"))}
    at = (*step.at, "uses") if step.source else step.at
    if isinstance(step.value.get("run"), str):
        pointer = at if step.source else (*at, "run")
        yield Script(pointer, step.text("run"), variables, folder, source=step.source)
    action = step.value.get("uses")
    given = mapping(step.value.get("with"))
    inputs = {key: step.filled(item) for key, item in given.items() if isinstance(item, str)}
    if isinstance(action, str):
        name = action.partition("@")[0]
        if name == "mikefarah/yq" and "cmd" in inputs:
            pointer = at if step.source else (*at, "with", "cmd")
            yield Script(pointer, inputs["cmd"], variables, ".", source=step.source)
        else:
            yield Script(at if step.source else (*at, "with"), "", variables, ".", name, inputs, step.source)


def _is_here(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the job works in this repository, at the commit that it is about, and nowhere else."""
    checkouts = [
        mapping(step.get("with")) for step in steps if str(step.get("uses", "")).startswith("actions/checkout@")
    ]
    return len(checkouts) == 1 and not {"repository", "path", "ref"} & checkouts[0].keys()


def _folder(value: Mapping[str, Any]) -> str:
    folder = mapping(mapping(value.get("defaults")).get("run")).get("working-directory")
    return folder if isinstance(folder, str) else ""


def literal(value: Any, *, open_too: bool = False) -> dict[str, str]:
    """The variables whose values stand there; ``open_too`` gives also those that only a run can tell."""
    return {
        key: str(item)
        for key, item in mapping(value).items()
        if isinstance(item, (str, int)) and (open_too or "$" not in str(item))
    }
