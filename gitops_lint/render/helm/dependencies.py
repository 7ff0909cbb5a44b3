"""The charts that a chart depends on: what is vendored, what lies elsewhere in the tree, what is remote.

Argo CD renders first and runs ``helm dependency build`` once where that fails because of missing dependencies
(``reposerver/repository/repository.go``, helmTemplate).  That command fetches *all* dependencies, also those that are
there already, so that it needs no network only where each is ``file://`` or has no repository.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gitops_lint.render.helm.binary import Done, Helm
from gitops_lint.render.helm.metadata import dependencies, text
from gitops_lint.render.helm.ondisk import copy
from gitops_lint.source.document import Document
from gitops_lint.source.mounted import files_below
from gitops_lint.source.temporary import temporary_folder
from gitops_lint.source.tree import OutsideTreeError, Tree, normalise
from gitops_lint.values import dataclass, field

FILE = "file://"

Load = Callable[[str], Sequence[Document]]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What has to be built before a chart can be rendered; all empty where everything is below ``charts/``."""

    local: Mapping[str, str] = field(default_factory=dict)  #: the name it gets -> its folder in the tree
    remote: tuple[str, ...] = ()  #: names of what has to be fetched for that
    refusal: str = ""  #: why it cannot be built without a network, or at all


def dependencies_of(tree: Tree, load: Load, chart: str) -> Dependencies:
    """What ``helm dependency build`` would have to do for a chart."""
    declared = list(_declared(tree, load, chart))
    there = tree.listdir(posixpath.join(chart, "charts"))
    missing = [item for item in declared if not _is_vendored(text(item.get("name")), there)]
    if not missing:
        return Dependencies()
    found = {text(item.get("alias")) or text(item.get("name")): _folder(chart, item) for item in declared}
    local = {name: folder for name, folder in found.items() if folder is not None}
    outside = [item for item in missing if _is_local(item) and _folder(chart, item) is None]
    remote = _names(item for item in declared if item.get("repository") and not _is_local(item))
    fetched = _names(item for item in missing if not _is_local(item))
    refusal = ""
    if outside:
        refusal = f"chart dependency {_names(outside)[0]} lies outside of the repository"
    elif fetched:
        refusal = f"chart dependency {', '.join(fetched)} is remote and not vendored under 'charts/'"
    elif remote:
        built_too = ", ".join(_names(missing))
        refusal = f"chart dependency {built_too} has to be built, and with it helm fetches {', '.join(remote)}"
    return Dependencies(local, tuple(remote), refusal)


def _is_local(item: Mapping[str, Any]) -> bool:
    return text(item.get("repository")).startswith(FILE)


def _names(items: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(f"'{text(item.get('name'))}'" for item in items))


def _declared(tree: Tree, load: Load, chart: str) -> Iterator[Mapping[str, Any]]:
    """What the chart depends on; nothing of a file that cannot be read, of which helm says what is wrong."""
    for name in ("Chart.yaml", "requirements.yaml"):
        path = posixpath.join(chart, name)
        with suppress(OSError, ValueError):
            documents = load(path) if tree.is_file(path) else ()
            yield from (
                item for document in documents for _, item in dependencies(document.value) if text(item.get("name"))
            )


def _is_vendored(name: str, there: Sequence[str]) -> bool:
    return name in there or any(item.startswith(f"{name}-") and item.endswith(".tgz") for item in there)


def _folder(chart: str, item: Mapping[str, Any]) -> str | None:
    """The folder of a ``file://`` dependency; None for another one, and where it leaves the tree."""
    named = text(item.get("repository")).removeprefix(FILE)
    if not _is_local(item):
        return None
    try:
        return None if named.startswith("/") else normalise(posixpath.join(chart, named))
    except OutsideTreeError:
        return None


@contextmanager
def built(tree: Tree, helm: Helm, chart: str, needed: Dependencies) -> Iterator[tuple[Path, Done]]:
    """A copy of the chart with its dependencies below ``charts/``, and what helm said when it put them there."""
    with temporary_folder("chart-") as folder:
        root = Path(folder)
        copy(tree, {path for part in (chart, *needed.local.values()) for path in files_below(tree, part)}, root)
        done = helm.run(["dependency", "build"], cwd=root / chart, online=bool(needed.remote))
        yield root / chart, Done(done.status, done.output, done.error.replace(f"{folder}/", ""))
