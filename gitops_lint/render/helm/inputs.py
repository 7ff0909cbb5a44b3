"""The files that a chart is rendered with, and those of them that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.origin import Cause
from gitops_lint.problem import Problem
from gitops_lint.render.request import Refusal, RenderRequest, RenderResult, ValueFile
from gitops_lint.source.tree import Tree

FILE_RULE = "argocd-values-file-not-found"


def without_files(tree: Tree, request: RenderRequest) -> RenderResult | None:
    """What there is to say of a chart that lacks files; None where all are there.  Helm is not needed for it."""
    absent = [item for item in _files(request) if is_absent(tree, item)]
    if not absent:
        return None
    known = [item for item in absent if not item.elsewhere]
    if request.speculative or not known:
        first = absent[0]
        reason = f"values file '{first.path}' is not here; revision '{first.elsewhere}' may have it"
        reason = reason if first.elsewhere else complaint(tree, first.path)
        return RenderResult(refusals=(Refusal(reason, "info", request.at),))
    problems = tuple(_problem(tree, item, item.named or request.at or Cause("written", item.path)) for item in known)
    return RenderResult(problems=problems, refusals=(Refusal("it does not render", "reported", request.at),))


def is_absent(tree: Tree, item: ValueFile) -> bool:
    """Whether helm would stop for want of the file."""
    return not tree.is_file(item.path) and not (item.optional and not tree.is_dir(item.path))


def complaint(tree: Tree, path: str) -> str:
    """What is wrong with the path of a file that is absent."""
    return f"values file '{path}' {'is a directory' if tree.is_dir(path) else 'does not exist'}"


def _files(request: RenderRequest) -> Iterator[ValueFile]:
    yield from request.helm.value_files
    yield from (ValueFile(path) for path in dict.fromkeys(path for _, path in request.helm.file_parameters))


def _problem(tree: Tree, item: ValueFile, at: Cause) -> Problem:
    message = complaint(tree, item.path) + (f": {item.misread}" if item.misread else "")
    if at.span is not None:
        return Problem(FILE_RULE, at.path, message, at.span, key=item.path, printed=at.printed)
    return Problem(FILE_RULE, at.path, message, document=at.document, pointer=at.pointer)
