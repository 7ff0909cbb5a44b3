"""Files named ``.argocd-source….yaml``: what of them Argo CD refuses, passes over, or never reads."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence

from gitops_lint.argocd.sourcefiles import (
    SOURCE,
    SOURCE_FILE_RULE,
    SourceFileError,
    addressee,
    decoded,
    patch_of,
    without_effect,
)
from gitops_lint.finding import Severity
from gitops_lint.problem import Problem
from gitops_lint.render.directory import folder_of
from gitops_lint.source.document import ParsedFile
from gitops_lint.workspace.files import Files


def complaints(files: Files, names: Callable[[], Mapping[str, Sequence[str]]]) -> Iterator[Problem]:
    """All there is to say about them; ``names`` tells what the Applications of each folder may be called."""
    found = [path for path in files.listed if ".argocd-source" in path and addressee(path) is not None]
    known = names() if found else {}
    for path in found:
        parsed = files.parsed.get(path)
        if parsed is not None and (parsed.documents or not parsed.problems):  # else that is what has to be mended
            yield from _content(path, parsed)
            yield from _unread(path, addressee(path) or "", known.get(folder_of(path), ()))


def _content(path: str, parsed: ParsedFile) -> Iterator[Problem]:
    try:
        patch = patch_of([document.value for document in parsed.documents])
        decoded(SOURCE, patch, None)
    except SourceFileError as error:
        message = f"error while parsing source parameters: {error}"
        document = 0 if parsed.documents else -1
        yield Problem(SOURCE_FILE_RULE, path, message, document=document, pointer=error.pointer)
        return
    for pointer, message in without_effect(patch):
        yield Problem(
            SOURCE_FILE_RULE, path, message, document=0, pointer=pointer, severity=Severity.WARNING, grip="key"
        )


def _unread(path: str, name: str, known: Sequence[str]) -> Iterator[Problem]:
    """A file of one Application in a folder that others deploy; a strange name may be one of another repository."""
    if not name or not known or name in known:
        return
    from difflib import get_close_matches  # only the unhappy pay for it

    message = f"no Application that deploys '{folder_of(path)}' is called '{name}'"
    near = [item for item in known if item.endswith(f"_{name}")] or get_close_matches(name, known, 1, 0.8)
    if near:
        file = posixpath.basename(path).replace(name, near[0])
        yield Problem(
            SOURCE_FILE_RULE, path, f"{message}, did you mean '{file}'?", document=0, severity=Severity.WARNING
        )
    else:
        yield Problem(SOURCE_FILE_RULE, path, message, document=0, severity=Severity.INFO)
