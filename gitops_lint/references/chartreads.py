"""Whether a chart reads a value: by its defaults, or by the words in its templates."""

from __future__ import annotations

import posixpath

from gitops_lint.finding import Pointer
from gitops_lint.model.repository import Repository
from gitops_lint.patterns import regex

_WORD = regex(r"[\w-]+")
_WHOLE = regex(r"""(?:(?<!index )\.|")([\w-]+)"?(?![\w.-])""")
"""The end of a path such as ``.Values.resources``: what is behind it may take the whole map."""
_LARGEST = 4 * 1024 * 1024


def chart_reads(repo: Repository, file: str, path: Pointer) -> bool | None:
    """Whether the chart that a values file lies in may read the value at a path.

    True also where it cannot be told: dependencies that are packages, templates that take all of their values.
    None for a file that lies in no chart.
    """
    chart = chart_of(repo, file)
    if chart is None:
        return None
    known = repo.once(_words, chart)
    if known is None:
        return True
    words, whole = known
    names = [part for part in path if isinstance(part, str)]
    unknown = next((index for index, name in enumerate(names) if name not in words), len(names))
    return unknown == len(names) or not whole.isdisjoint(["Values", *names[:unknown]])


def chart_of(repo: Repository, file: str) -> str | None:
    """The innermost folder with a ``Chart.yaml`` around a file."""
    folder = posixpath.dirname(file)
    while True:
        if repo.tree.is_file(posixpath.join(folder, "Chart.yaml")):
            return folder or "."
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _words(repo: Repository, chart: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Every word in the templates and default values of a chart, and those that are taken with all that is below.

    None where part of it is a package.
    """
    prefix = "" if chart == "." else f"{chart}/"
    found: set[str] = set()
    whole: set[str] = set()
    size = 0
    for path in repo.tree.paths():
        if not path.startswith(prefix):
            continue
        inner = path.removeprefix(prefix)
        if inner.endswith(".tgz"):
            return None
        if inner != "values.yaml" and not inner.startswith(("templates/", "charts/")):
            continue
        try:
            data = repo.tree.read(path)
        except OSError:
            continue
        size += len(data)
        if size > _LARGEST:
            return None
        text = data.decode("utf-8", "replace")
        found.update(_WORD.findall(text))
        if "templates/" in inner:
            whole.update(_WHOLE.findall(text))
    dependencies = _dependencies(repo, f"{prefix}Chart.yaml")
    there = set(repo.tree.listdir(f"{prefix}charts"))
    if any(item.get("name") not in there for item in dependencies):
        return None  # nobody here knows what it reads
    for item in dependencies:
        said = (item.get(key) for key in ("name", "alias", "condition", "tags", "import-values"))
        found.update(word for text in said for word in _WORD.findall(str(text)))
    return frozenset(found), frozenset(whole)


def _dependencies(repo: Repository, chart_file: str) -> list[dict[str, object]]:
    values = [document.value for document in repo.documents if document.path == chart_file]
    listed = [value.get("dependencies") for value in values if isinstance(value, dict)]
    return [item for items in listed if isinstance(items, list) for item in items if isinstance(item, dict)]
