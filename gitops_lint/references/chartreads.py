"""Whether a chart reads a value: by its defaults, or by the words in its templates."""

from __future__ import annotations

import posixpath

from gitops_lint.finding import Pointer
from gitops_lint.model.repository import Repository
from gitops_lint.patterns import regex

_WORD = regex(r"[\w-]+")
_LARGEST = 4 * 1024 * 1024


def chart_reads(repo: Repository, file: str, path: Pointer) -> bool | None:
    """Whether the chart that a values file lies in may read the value at a path.

    True also where it cannot be told: dependencies that are packages, templates that take all of their values.
    None for a file that lies in no chart.
    """
    chart = chart_of(repo, file)
    if chart is None:
        return None
    words = repo.once(_words, chart)
    return words is None or all(part in words for part in path if isinstance(part, str))


def chart_of(repo: Repository, file: str) -> str | None:
    """The innermost folder with a ``Chart.yaml`` around a file."""
    folder = posixpath.dirname(file)
    while True:
        if repo.tree.is_file(posixpath.join(folder, "Chart.yaml")):
            return folder or "."
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _words(repo: Repository, chart: str) -> frozenset[str] | None:
    """Every word in the templates and default values of a chart; None where part of it is a package."""
    prefix = "" if chart == "." else f"{chart}/"
    found: set[str] = set()
    size = 0
    for path in repo.tree.paths():
        if not path.startswith(prefix):
            continue
        inner = path.removeprefix(prefix)
        if inner.endswith(".tgz"):
            return None
        if inner not in ("values.yaml", "Chart.yaml") and not inner.startswith(("templates/", "charts/")):
            continue
        try:
            data = repo.tree.read(path)
        except OSError:
            continue
        size += len(data)
        if size > _LARGEST:
            return None
        found.update(_WORD.findall(data.decode("utf-8", "replace")))
    return None if _has_remote_dependencies(repo, prefix) else frozenset(found)


def _has_remote_dependencies(repo: Repository, prefix: str) -> bool:
    """Whether a dependency of the chart is not vendored, so that nobody here knows what it reads."""
    values = [document.value for document in repo.documents if document.path == f"{prefix}Chart.yaml"]
    listed = [value.get("dependencies") for value in values if isinstance(value, dict)]
    there = set(repo.tree.listdir(f"{prefix}charts"))
    return any(
        isinstance(item, dict) and item.get("name") not in there
        for items in listed
        if isinstance(items, list)
        for item in items
    )
