"""Everything a run knows, indexed; immutable once the workspace has handed it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from gitops_lint.memory import Memory
from gitops_lint.model.context import Cluster
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Written
from gitops_lint.model.resource import Application, ApplicationSet, AppProject, Resource
from gitops_lint.problem import Notice, Problem
from gitops_lint.settings import Config
from gitops_lint.source.comments import Directive
from gitops_lint.source.document import Document
from gitops_lint.source.folder import Folder
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass

P = ParamSpec("P")
T = TypeVar("T")

Key = tuple[str, str]

Meaning = tuple[str, str]
"""What tells the values of a file of manifests from any others, however they are written: its outlines and what these
leave out (`gitops_lint.source.outline`)."""


class Comparison:
    """A repository before and after the change that is judged; what git held before is taken for what is live."""

    __slots__ = ("before", "now")

    def __init__(self, before: Repository, now: Repository) -> None:
        self.before = before
        self.now = now


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the files of a run."""

    seen: int = 0
    not_manifests: int = 0  #: of those, how many hold nothing that a cluster would be given
    not_judged: int = 0  #: of those, how many hold manifests that nothing was made of


class Repository:
    """All resources of all deployables, and the files they come from.

    Knowledge that has to be worked out (sync plan, references, reachability …) is not kept here: it is a function
    of the repository, asked for by ``once``, which remembers the answer for the rest of the run.
    """

    def __init__(  # noqa: PLR0913 - each part of what a run knows comes by name
        self,
        tree: Tree,
        config: Config,
        *,
        documents: Sequence[Document] = (),
        deployables: Sequence[Deployable] = (),
        clusters: Mapping[str, Cluster] | None = None,
        problems: Sequence[Problem] = (),
        notices: Sequence[Notice] = (),
        directives: Sequence[Directive] = (),
        files: Sequence[str] = (),
        schema_folders: Sequence[Folder] = (),
        revisions: Mapping[tuple[str, str, str], str | None] | None = None,
        memory: Memory | None = None,
        meanings: Mapping[str, Meaning] | None = None,
    ) -> None:
        self.tree = tree
        self.config = config
        self.documents = tuple(documents)
        self.deployables = tuple(deployables)
        self.clusters = dict(clusters or {})
        self.problems = tuple(problems)
        self.notices = tuple(notices)
        self.directives = tuple(directives)
        self.files = tuple(files)  #: every file that was parsed
        self.schema_folders = tuple(schema_folders)  #: schemas that plugins bring
        #: which commit a revision was: by the folder of its repository, revision and tag prefix
        self.revisions = dict(revisions or {})
        self.printed: Mapping[Problem, Node] = {}  #: the problems of Applications and sets that charts print, in these
        self.shown: Mapping[str, str] = {}  #: the commits that are shown beside the tree, by their folders
        self.resources: tuple[Resource, ...] = tuple(
            resource for deployable in self.deployables for resource in deployable.resources
        )
        #: the repository before the change that is judged; None unless the run compares
        self.base: Repository | None = None
        self.counts = Counts()
        self.sources: frozenset[str] = frozenset()  #: the files that something is rendered from
        self.memory = memory or Memory()  #: what earlier runs found out
        self.meanings = meanings or {}  #: of files of manifests: where only values count
        self._memory: dict[Hashable, Any] = {}
        self._by_kind: dict[Key, list[Resource]] = defaultdict(list)
        self._by_name: dict[tuple[str, str, str, str], list[Resource]] = defaultdict(list)
        for resource in self.resources:
            self._by_kind[resource.group, resource.kind].append(resource)
            self._by_name[resource.identity].append(resource)

    def of_kind(self, group: str, kind: str) -> Sequence[Resource]:
        """All objects of exactly this group and kind, in the order of the run."""
        return self._by_kind.get((group, kind), ())

    def kinds(self) -> Iterable[Key]:
        """Every group and kind there is."""
        return self._by_kind.keys()

    def find(self, group: str, kind: str, namespace: str, name: str) -> Sequence[Resource]:
        """All objects with this identity, in whatever cluster."""
        return self._by_name.get((group, kind, namespace, name), ())

    def find_near(self, here: Resource, group: str, kind: str, namespace: str, name: str) -> Resource | None:
        """The object of this identity that ``here`` would meet: same deployable first, then same cluster.

        Of several in the cluster it is the one whose Application is the closest relative.  Three environments that are
        rendered side by side all call their own cluster ``in-cluster``.
        """
        found = [
            candidate
            for candidate in self.find(group, kind, namespace, name)
            if candidate.deployable is here.deployable or candidate.context.cluster.name == here.context.cluster.name
        ]
        if len(found) < 2:
            return found[0] if found else None
        family = here.deployable.ancestors if here.deployable is not None else []
        return min(found, key=lambda candidate: _distance(family, candidate.deployable))

    @property
    def applications(self) -> Iterator[Application]:
        """All Applications, written or generated."""
        return (r for r in self.of_kind("argoproj.io", "Application") if isinstance(r, Application))

    @property
    def application_sets(self) -> Iterator[ApplicationSet]:
        """All ApplicationSets."""
        return (r for r in self.of_kind("argoproj.io", "ApplicationSet") if isinstance(r, ApplicationSet))

    @property
    def projects(self) -> Iterator[AppProject]:
        """All AppProjects."""
        return (r for r in self.of_kind("argoproj.io", "AppProject") if isinstance(r, AppProject))

    def place_of(self, resource: Resource) -> tuple[str, str]:
        """What tells the file that an object is applied from as it stands there, and its place in it.

        Two empty texts for an object that something changed on its way, and where nothing is kept between runs.
        """
        if not self.memory or type(resource.origin) is not Written:
            return "", ""
        first = resource.origin.first
        digest = self.tree.digest(first.path)
        return (digest, repr((first.document, first.pointer))) if digest else ("", "")

    def once(self, function: Callable[Concatenate[Repository, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``function(self, *args)``, computed at most once per run for each set of arguments."""
        key = (function, args, tuple(sorted(kwargs.items()))) if kwargs else (function, args)
        try:
            answer: T = self._memory[key]
        except KeyError:
            answer = self._memory[key] = function(self, *args, **kwargs)
        return answer


def _distance(family: list[Deployable], other: Deployable | None) -> int:
    """How many steps up it is to the first ancestor that is one of the other's too."""
    ancestors = other.ancestors if other is not None else []
    return next(
        (steps for steps, item in enumerate(family) if any(item is one for one in ancestors)),
        len(family),
    )
