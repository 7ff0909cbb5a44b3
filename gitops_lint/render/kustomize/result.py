"""What goes into a kustomize build and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Shadowed
from gitops_lint.render.request import Capabilities, Remote
from gitops_lint.values import dataclass, field


class LoadedDocument(Protocol):
    """One parsed YAML document of a file; its value is shared and never changed."""

    @property
    def index(self) -> int:
        """Its position in the file, counted from 0, empty documents included."""
        ...

    @property
    def value(self) -> Any:
        """Plain Python values as sigs.k8s.io/yaml gives them to Kubernetes."""
        ...


LoadDocuments = Callable[[str], Sequence[LoadedDocument]]
"""The documents of a path; raises `OSError` where it cannot be read and `ValueError` where it is not YAML."""

ParseText = Callable[[str], Sequence[LoadedDocument]]
"""The documents of a text; raises `ValueError` where it is not YAML."""


@dataclass(frozen=True, slots=True)
class HelmChartCall:
    """One entry of ``helmCharts``, as kustomize would hand it to helm."""

    folder: str  #: the kustomization's folder
    chart_home: str  #: where the chart's folder lies, relative to the root of the tree
    chart: Mapping[str, Any]  #: the entry itself
    namespace: str  #: the entry's own, the kustomization's or the nearest parent's
    cause: Cause
    fetched: str = ""  #: the chart's folder, where it was fetched


class InflateChart(Protocol):
    """Renders a chart; raises `UnsupportedError` where it cannot and `ValueError` where the chart does not render."""

    def __call__(self, call: HelmChartCall) -> Sequence[tuple[dict[str, Any], Cause]]:
        """The objects in helm's order, each with the place it comes from."""
        ...


@dataclass(frozen=True, slots=True)
class EditedKustomization:
    """A kustomization file as ``kustomize edit`` would leave it, without writing it.

    Argo CD puts an Application's kustomize options into the file of the source path before it builds.
    """

    value: Mapping[str, Any]
    causes: Mapping[Pointer, Cause] = field(default_factory=dict)  #: where added entries come from, by pointer


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build."""

    parse: ParseText | None = None  #: for patches written inside of a kustomization; the project's own by default
    enable_helm: bool = False  #: ``--enable-helm``
    inflate: InflateChart | None = None
    remote: Remote | None = None  #: fetches what is remote
    capabilities: Capabilities = field(default_factory=Capabilities)  #: ``--helm-kube-version`` and the like
    restrict_loads: bool = True  #: ``--load-restrictor LoadRestrictionsRootOnly``
    edited: EditedKustomization | None = None  #: in place of the root's own kustomization file
    memo: dict[Any, Any] | None = None  #: what one run has built and read already; the same one for the same tree


@dataclass(frozen=True, slots=True)
class BuildProblem:
    """The input is wrong; the place is symbolic and resolved by the caller.

    A pointer may lead into a scalar that itself holds YAML, such as an inline patch; where the caller cannot follow
    it there, the scalar is the place.
    """

    rule: str
    path: str
    message: str
    document: int = 0
    pointer: Pointer = ()
    fatal: bool = True  #: whether kustomize refuses to build
    on_key: bool = False  #: the key at the pointer is meant, not its value


@dataclass(frozen=True, slots=True)
class RemoteReference:
    """Something outside of the tree that a kustomization needs."""

    url: str
    path: str
    pointer: Pointer
    reason: str = ""  #: why it could not be fetched; empty where nobody tried


@dataclass(frozen=True, slots=True)
class BuiltResource:
    """One object that ``kustomize build`` prints."""

    value: dict[str, Any]
    origin: Shadowed


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What ``kustomize build`` of a folder yields."""

    resources: tuple[BuiltResource, ...] = ()
    problems: tuple[BuildProblem, ...] = ()
    unsupported: str | None = None  #: what only the real binary can do
    remote: tuple[RemoteReference, ...] = ()
    files: frozenset[str] = frozenset()  #: every path that was read or looked for
    built_by: str | None = None  #: the binary that built it, where it was not us
    charts: bool = False  #: whether a part of it is rendered by helm, so that what that is told of the cluster counts

    @property
    def complete(self) -> bool:
        """Whether ``resources`` are all there is."""
        return self.unsupported is None and not self.remote and not any(problem.fatal for problem in self.problems)


class UnsupportedError(Exception):
    """Something that is left to the real binary; the text says what."""


class BuildError(Exception):
    """kustomize would stop here."""

    def __init__(self, problem: BuildProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem
