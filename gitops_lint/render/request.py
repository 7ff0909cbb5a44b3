"""What can be asked of a renderer, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Origin, Shadow
from gitops_lint.problem import Notice, Problem
from gitops_lint.source.folder import Folder
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass, field


class FetchError(Exception):
    """Something remote could not be fetched; the text is the reason."""


class Remote(Protocol):
    """Fetches what is remote, where the user asked for that, and says where in the tree it is."""

    def base(self, url: str) -> str:
        """What a kustomization names: a file or a folder.  Raises `FetchError`."""
        ...

    def chart(self, repository: str, name: str, version: str) -> str:
        """The folder of a chart.  Raises `FetchError`."""
        ...


@dataclass(frozen=True, slots=True)
class DirectoryOptions:
    """How a folder of plain manifests is read (``spec.source.directory``)."""

    recurse: bool = False
    include: str = ""
    exclude: str = ""


@dataclass(frozen=True, slots=True)
class ValueFile:
    """A values file, as named and where it is."""

    path: str  #: relative to the tree's root
    named: Cause | None = None  #: the place that names it
    optional: bool = False  #: ``ignoreMissingValueFiles``
    elsewhere: str = ""  #: the revision it belongs to, if that is not here and may have it
    misread: str = ""  #: why the path is hardly the one that is meant


@dataclass(frozen=True, slots=True)
class HelmOptions:
    """How a chart is rendered (``spec.source.helm`` with the defaults that Argo CD fills in)."""

    release: str = ""
    value_files: tuple[ValueFile, ...] = ()
    values: str = ""  #: inline values as YAML text, after the files
    values_at: Pointer = ()  #: where the Application holds them; empty where that is not known
    parameters: tuple[tuple[str, str, bool], ...] = ()  #: name, value, force string
    parameters_at: Pointer = ()  #: where the Application lists them
    file_parameters: tuple[tuple[str, str], ...] = ()  #: name, path relative to the tree's root
    skip_crds: bool = False
    skip_tests: bool = False
    skip_schema_validation: bool = False
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What charts are told of the cluster (``--kube-version``, ``--api-versions``)."""

    kube_version: str = ""
    api_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KustomizeOptions:
    """What Argo CD adds to a kustomization (``spec.source.kustomize``), in terms of a kustomization's fields."""

    extra: Mapping[str, Any] = field(default_factory=dict)
    capabilities: Capabilities = field(default_factory=Capabilities)  #: for ``helmCharts``
    at: Cause | None = None  #: the place of the options
    build_options: str = ""  #: of Argo CD, for every build; empty where nobody says


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """One source to render."""

    kind: str  #: ``directory``, ``kustomize``, ``helm`` or ``plugin``
    path: str  #: folder relative to the tree's root
    namespace: str = ""
    directory: DirectoryOptions = field(default_factory=DirectoryOptions)
    helm: HelmOptions = field(default_factory=HelmOptions)
    kustomize: KustomizeOptions = field(default_factory=KustomizeOptions)
    plugin: Mapping[str, Any] = field(default_factory=dict)  #: ``spec.source.plugin``: name, env, parameters
    tree: Tree | None = None  #: the files, for plugins that render
    at: Cause | None = None  #: who asks, for messages
    speculative: bool = False  #: nobody said that it is deployed like this, so a failure is no defect
    overrides: Shadow | None = None  #: what of the source files of its folder say in the Application's place


@dataclass(frozen=True, slots=True)
class Rendered:
    """One object that would be applied."""

    value: dict[str, Any]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something could not be rendered."""

    reason: str
    weight: str = "error"  #: ``error``: it fails; ``warning``: a tool is missing; ``info``: remote; ``reported``: said
    cause: Cause | None = None
    rule: str = ""  #: with ``reported``: the rule whose finding it is
    approximate: bool = False  #: something like it was rendered nevertheless


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What came out, and what did not."""

    objects: tuple[Rendered, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
    files: frozenset[str] = frozenset()  #: every file that was read for it


@dataclass(frozen=True, slots=True)
class Extensions:
    """What installed plugins add to reading and rendering."""

    render: Callable[[RenderRequest], RenderResult | None] | None = None  #: sources that we do not render ourselves
    schemas: tuple[Folder, ...] = ()  #: folders of schemas
