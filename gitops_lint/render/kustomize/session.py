"""What the parts of one build share: what was gathered, what was noticed, where they are."""

from __future__ import annotations

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.fieldspec import Config, ConflictError, default_config
from gitops_lint.render.kustomize.reader import Reader
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import BuildProblem, RemoteReference
from gitops_lint.render.kustomize.schema import MergeSchema, built_in_schema
from gitops_lint.render.kustomize.target import Target, problem_at
from gitops_lint.render.kustomize.variables import Variable
from gitops_lint.values import dataclass, field


@dataclass(slots=True)
class Accumulated:
    """Objects and rules gathered so far (``api/internal/accumulator``)."""

    resources: list[Resource] = field(default_factory=list)
    config: Config = field(default_factory=default_config)
    variables: dict[str, Variable] = field(default_factory=dict)


@dataclass(slots=True)
class Notes:
    """What else a build has found out; kept with a base that is built once and used by many."""

    problems: list[BuildProblem] = field(default_factory=list)
    remote: list[RemoteReference] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    charts: bool = False  #: whether a part of it is rendered by helm

    def add(self, other: Notes) -> None:
        """Take over what a part has found out."""
        self.problems.extend(problem for problem in other.problems if problem not in self.problems)
        self.remote.extend(reference for reference in other.remote if reference not in self.remote)
        self.unsupported.extend(other.unsupported)
        self.roots |= other.roots
        self.charts |= other.charts

    @property
    def clean(self) -> bool:
        """Whether nothing stands in the way of a result."""
        return not self.remote and not self.unsupported and not any(problem.fatal for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the build a kustomization is met."""

    roots: tuple[str, ...]  #: the folders that lead here, outermost first
    namespace: str = ""  #: for charts: the nearest namespace that a parent sets

    def below(self, folder: str, namespace: str) -> Place:
        """The place of a kustomization that this one uses."""
        return Place((*self.roots, folder), namespace or self.namespace)


class Session:
    """One build: its files, its schema, and what it has found out so far."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.options = reader.options
        self.notes = Notes()
        self.schema: MergeSchema = built_in_schema()
        self.openapi = ""  # the file that the schema is from

    def problem(self, problem: BuildProblem) -> None:
        """Note something wrong."""
        self.notes.problems.append(problem)

    def remote(self, url: str, target: Target, pointer: Pointer, reason: str = "") -> None:
        """Note something that is not in the tree, and why it could not be fetched if somebody tried."""
        self.notes.remote.append(RemoteReference(url, target.path, pointer, reason))

    def append(self, gathered: Accumulated, new: list[Resource], entry: Cause) -> None:
        """Add objects; two of one identity are a problem."""
        seen = {resource.id.key for resource in gathered.resources}
        for resource in new:
            one = resource.id
            if one.key in seen:
                message = f"may not add resource with an already registered id: {one}"
                self.problem(problem_at("kustomization-id-collision", message, entry))
                continue
            seen.add(one.key)
            gathered.resources.append(resource)

    def merge_config(self, gathered: Accumulated, config: Config, entry: Cause) -> None:
        """Add field specs; two that disagree are a problem."""
        try:
            gathered.config = gathered.config.merged(config)
        except ConflictError as error:
            self.problem(problem_at("kustomization-field-type", str(error), entry))
