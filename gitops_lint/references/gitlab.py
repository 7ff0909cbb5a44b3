"""The scripts of GitLab CI: a job with what it extends, refers to and includes from this repository.

Source: GitLab's reference of the keywords ``extends``, ``include``, ``default``, ``inherit`` and ``!reference``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.references.checkout import ROOT, Checkout
from gitops_lint.references.jobs import Script, is_gitlab, literal
from gitops_lint.references.plain import items, mapping
from gitops_lint.source.document import Document

_MAIN = ".gitlab-ci.yml"
_NO_JOBS = frozenset({"default", "image", "include", "pages", "services", "spec", "stages", "variables", "workflow"})
_SCRIPTS = ("before_script", "script", "after_script")
_DEEPEST = 11  # levels of ``extends``, ``include`` and ``!reference``


def gitlab_scripts(document: Document, checkout: Checkout) -> Iterator[Script]:
    """The script of each job that the document, or a file that it includes, has; templates run as their users do."""
    own = mapping(document.value)
    included, complete = _included(own, checkout)
    everything = _merged(included, own)
    if document.path != _MAIN:
        for main in checkout.mappings(_MAIN):
            others, known = _included(main, checkout)
            everything, complete = _merged(_merged(others, main), everything), complete and known
    # A file that tells itself by its name is looked at for itself.
    elsewhere = {name for path, value in _files(own, checkout) if is_gitlab(path) for name in value}
    for name in everything if document.path == _MAIN else own:
        if name in elsewhere and name not in own:
            continue
        if isinstance(name, str) and not name.startswith(".") and name not in _NO_JOBS:
            yield from _job(name, own, everything, complete=complete)


def _job(name: str, own: Mapping[str, Any], everything: Mapping[str, Any], *, complete: bool) -> Iterator[Script]:
    written = mapping(own.get(name))
    job = _extended(name, everything)
    if job is None or (not complete and ("extends" in job or "extends" in written)):
        return
    variables = {"CI_PROJECT_DIR": ROOT, **literal(everything.get("variables")), **literal(job.get("variables"))}
    for rule in (*items(job.get("rules")), *items(mapping(everything.get("workflow")).get("rules"))):
        for key in mapping(mapping(rule).get("variables")):
            variables.pop(key, None)
    elsewhere = variables.get("GIT_STRATEGY") in ("none", "empty") or variables.get("GIT_CHECKOUT") == "false"
    if elsewhere or "inherit" in job:
        return
    shared = mapping(everything.get("default")).get("before_script", everything.get("before_script"))
    before = _lines(job.get("before_script", shared), everything)
    lines = _lines(job.get("script"), everything)
    if lines and before is not None:
        yield Script(_place(name, written), "\n".join((*before, *lines)), variables, ".")


def _place(name: str, written: Mapping[str, Any]) -> Pointer:
    for key in ("script", "extends"):
        if key in written:
            return (name, key)
    return (name,) if written else ("include",)


def _extended(name: str, jobs: Mapping[str, Any], depth: int = 0) -> dict[str, Any] | None:
    """A job over all that it extends; None where something of that is not here."""
    job = jobs.get(name)
    if not isinstance(job, dict) or depth > _DEEPEST:
        return None
    extends = job.get("extends")
    merged: dict[str, Any] = {}
    for parent in [extends] if isinstance(extends, str) else items(extends):
        below = _extended(parent, jobs, depth + 1) if isinstance(parent, str) else None
        if below is None:
            return None
        merged = _merged(merged, below)
    return _merged(merged, job)


def _merged(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings key by key; anything else of the higher one takes the place."""
    out = dict(low)
    for key, value in high.items():
        here = out.get(key)
        out[key] = _merged(here, value) if isinstance(here, dict) and isinstance(value, dict) else value
    return out


def _included(value: Mapping[str, Any], checkout: Checkout, depth: int = 0) -> tuple[dict[str, Any], bool]:
    """What the local files say that a configuration includes, and whether it includes no others."""
    merged: dict[str, Any] = {}
    complete = True
    for entry in _entries(value):
        found = list(_local(entry, checkout)) if depth < _DEEPEST else []
        complete = complete and bool(found)
        for _, document in found:
            below, known = _included(document, checkout, depth + 1)
            merged, complete = _merged(merged, _merged(below, document)), complete and known
    return merged, complete


def _files(value: Mapping[str, Any], checkout: Checkout, depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every local file that a configuration includes in the end."""
    for entry in _entries(value) if depth < _DEEPEST else ():
        for path, document in _local(entry, checkout):
            yield path, document
            yield from _files(document, checkout, depth + 1)


def _entries(value: Mapping[str, Any]) -> list[Any]:
    entries = value.get("include")
    return entries if isinstance(entries, list) else [] if entries is None else [entries]


def _local(entry: Any, checkout: Checkout) -> Iterator[tuple[str, dict[str, Any]]]:
    path = entry if isinstance(entry, str) else mapping(entry).get("local")
    if isinstance(path, str) and not any(mark in path for mark in ("://", "*", "$")):
        name = path.lstrip("/")
        yield from ((name, value) for value in checkout.mappings(name))


def _lines(value: Any, jobs: Mapping[str, Any], depth: int = 0) -> list[str] | None:
    """The lines of a script with what it refers to; None where that is not here.

    The tag ``!reference`` is not kept by the parser: a list of a job's name and the name of a script is one.
    """
    found: list[str] = []
    for item in value if isinstance(value, list) else [] if value is None else [value]:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, list) and depth < _DEEPEST:
            refers = len(item) == 2 and item[1] in _SCRIPTS and isinstance(item[0], str) and item[0].startswith(".")
            inner: Any = mapping(_extended(item[0], jobs)).get(item[1]) if refers else item
            lines = _lines(inner, jobs, depth + 1) if inner is not None else None
            if lines is None:
                return None
            found += lines
    return found
