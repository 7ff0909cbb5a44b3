"""What the sources of Applications are resolved against, and one source as written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gitops_lint.model.origin import Cause
from gitops_lint.render.request import Rendered
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree a revision of a repository is to be seen."""

    folder: str  #: ``.`` or ``@name``
    certain: bool = True  #: False: what is checked out, for want of the revision
    reason: str = ""  #: why it is not certain, if that has to be said at the source


Where = Callable[[str, str, str], Place | None]
"""The place of a repository, by URL, revision and tag prefix; None for one we have not."""


@dataclass(frozen=True, slots=True)
class World:
    """What sources are resolved against."""

    tree: Tree
    where: Where
    load: Callable[[str], Sequence[Any]]  #: the values of a file's documents
    argocd: tuple[int, int]
    kube_version: str
    api_versions: tuple[str, ...] = ()
    chart: Callable[[str, str, str], str] | None = None  #: fetches a chart by repository, name and version
    names: tuple[str, ...] = ()  #: what the Application may be called where files are named after it
    build_options: Callable[[str], str] = lambda version: ""  #: what Argo CD tells kustomize of a version
    switched_off: frozenset[str] = frozenset()  #: ``helm``, ``kustomize``: tools that Argo CD does not use


@dataclass(frozen=True, slots=True)
class Source:
    """One source of an Application, still as written."""

    value: Mapping[str, Any]
    at: Cause
    pointer: tuple[str | int, ...]
    fetched: str = ""  #: the folder of the tree that shows a fetched chart

    def text(self, key: str) -> str:
        """A string field; empty if it is missing or something else."""
        value = self.value.get(key)
        return value if isinstance(value, str) else ""

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A mapping field; empty if it is missing or something else."""
        value = self.value.get(key)
        return value if isinstance(value, dict) else {}

    def place(self, where: Where) -> Place | None:
        """Where what it names is to be seen."""
        if self.fetched:
            return Place(self.fetched)
        return where(self.text("repoURL"), self.text("targetRevision"), self.text("tagPrefix"))

    def is_unsure(self, where: Where) -> bool:
        """Whether what is checked out stands for a revision that is not here, and that may have other files."""
        place = self.place(where)
        return place is not None and not place.certain and self.text("targetRevision") not in ("main", "master")

    def folder(self, where: Where) -> str | None:
        """The folder of the tree that shows it; None for a repository that we have not."""
        place = self.place(where)
        return place.folder if place is not None else None


def name_of(application: Rendered) -> str:
    """Its name; empty if it has none."""
    metadata = application.value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""
