"""The spec of an Application as Argo CD reads it, with the place of every part (``types.go``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitops_lint.argocd.plain import mapping, sequence, string, strings
from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass, field

FINALIZER = "resources-finalizer.argocd.argoproj.io"
"""What makes Argo CD delete what an Application deployed when the Application is deleted."""

TOOLS = ("kustomize", "helm", "directory", "plugin")
"""The tool sections of a source, in the order Argo CD names them."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source; empty strings are what is missing, as in Go."""

    pointer: Pointer
    repo_url: str = ""
    path: str = ""
    chart: str = ""
    target_revision: str = ""
    ref: str = ""
    name: str = ""
    helm: Mapping[str, Any] | None = None
    kustomize: Mapping[str, Any] | None = None
    directory: Mapping[str, Any] | None = None
    plugin: Mapping[str, Any] | None = None

    @property
    def is_oci(self) -> bool:
        """``oci://…``: an OCI artifact; an OCI Helm registry is written without the scheme, with ``chart``."""
        return self.repo_url.startswith("oci://")

    @property
    def is_git(self) -> bool:
        """Neither OCI nor Helm."""
        return not self.is_oci and not self.chart

    @property
    def renders(self) -> bool:
        """Whether it yields manifests: a source that is only referenced does not."""
        return bool(self.path or self.chart or not self.ref)

    @property
    def tools(self) -> tuple[str, ...]:
        """The tool sections present, in Argo CD's order; one decides the type, more are an error."""
        sections = (self.kustomize, self.helm, self.directory, self.plugin)
        return tuple(name for name, section in zip(TOOLS, sections, strict=True) if section is not None)

    def at(self, *parts: str | int) -> Pointer:
        """The place of a part."""
        return (*self.pointer, *parts)

    def value_files(self) -> list[tuple[str, Pointer]]:
        """Helm's value files and ``fileParameters`` paths, with their places."""
        helm = self.helm or {}
        files = [(text, self.at("helm", "valueFiles", i)) for i, text in enumerate(sequence(helm.get("valueFiles")))]
        for index, entry in enumerate(sequence(helm.get("fileParameters"))):
            files.append((mapping(entry).get("path"), self.at("helm", "fileParameters", index, "path")))
        return [(text, pointer) for text, pointer in files if isinstance(text, str)]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where it goes, as written but for the slashes that end a server."""

    server: str = ""
    name: str = ""
    namespace: str = ""
    pointer: Pointer = ("spec", "destination")


@dataclass(frozen=True, slots=True)
class Automated:
    """``syncPolicy.automated``."""

    prune: bool = False
    self_heal: bool = False
    allow_empty: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class SyncOption:
    """One of ``syncOptions``; Argo CD compares the whole text, so white space or another case make it void."""

    text: str
    pointer: Pointer

    @property
    def key(self) -> str:
        """Before the ``=``."""
        return self.text.partition("=")[0]

    @property
    def value(self) -> str:
        """After the ``=``."""
        return self.text.partition("=")[2]


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry of ``ignoreDifferences``; an empty group is the core group and nothing else."""

    pointer: Pointer
    group: str = ""
    kind: str = ""
    name: str = ""
    namespace: str = ""
    json_pointers: tuple[str, ...] = ()
    jq_expressions: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationSpec:
    """An Application, or the template of one."""

    name: str = ""
    namespace: str = ""
    project: str = "default"
    sources: tuple[Source, ...] = ()  #: the ones Argo CD uses
    ignored_source: Source | None = None  #: ``source`` beside ``sources``
    multiple: bool = False  #: from ``sources``
    hydrated: bool = False  #: from ``sourceHydrator``; then the only source is the dry one
    destination: Destination = Destination()
    automated: Automated | None = None
    sync_options: tuple[SyncOption, ...] = ()
    namespace_labels: Mapping[str, str] | None = None  #: ``managedNamespaceMetadata``; None: not set
    ignore_differences: tuple[Difference, ...] = ()
    finalizers: tuple[str, ...] = ()
    annotations: Mapping[str, str] = field(default_factory=dict)

    def has_option(self, text: str) -> bool:
        """Whether this exact sync option is set."""
        return any(option.text == text for option in self.sync_options)

    @property
    def refs(self) -> dict[str, Source]:
        """Sources by their ``ref``; only ``spec.sources`` can be referenced."""
        return {source.ref: source for source in self.sources if source.ref} if self.multiple else {}


def read_application(value: Any) -> ApplicationSpec:
    """The Application of any shape; what is not as it should be counts as missing."""
    root = mapping(value)
    metadata, spec = mapping(root.get("metadata")), mapping(root.get("spec"))
    policy = mapping(spec.get("syncPolicy"))
    sources, multiple, hydrated = _sources(spec)
    beaten = (multiple or hydrated) and isinstance(spec.get("source"), dict)
    metadata_of_namespace = policy.get("managedNamespaceMetadata")
    managed = mapping(metadata_of_namespace)
    set_there = isinstance(metadata_of_namespace, dict)
    return ApplicationSpec(
        name=string(metadata.get("name")),
        namespace=string(metadata.get("namespace")),
        project=string(spec.get("project")) or "default",
        sources=sources,
        ignored_source=_source(spec.get("source"), ("spec", "source")) if beaten else None,
        multiple=multiple,
        hydrated=hydrated,
        destination=_destination(spec.get("destination")),
        automated=_automated(policy.get("automated")),
        sync_options=tuple(
            SyncOption(option, ("spec", "syncPolicy", "syncOptions", index))
            for index, option in enumerate(sequence(policy.get("syncOptions")))
            if isinstance(option, str)
        ),
        namespace_labels=_texts(managed.get("labels")) if set_there else None,
        ignore_differences=tuple(
            read_difference(mapping(entry), ("spec", "ignoreDifferences", index))
            for index, entry in enumerate(sequence(spec.get("ignoreDifferences")))
        ),
        finalizers=strings(metadata.get("finalizers")),
        annotations=_texts(metadata.get("annotations")),
    )


def _sources(spec: Mapping[str, Any]) -> tuple[tuple[Source, ...], bool, bool]:
    """``sourceHydrator`` before ``sources`` (if there are any) before ``source``."""
    hydrator = spec.get("sourceHydrator")
    if isinstance(hydrator, dict):
        return (_source(hydrator.get("drySource"), ("spec", "sourceHydrator", "drySource")),), False, True
    several = sequence(spec.get("sources"))
    if several:
        return tuple(_source(item, ("spec", "sources", index)) for index, item in enumerate(several)), True, False
    if isinstance(spec.get("source"), dict):
        return (_source(spec["source"], ("spec", "source")),), False, False
    return (), False, False


def _source(value: Any, pointer: Pointer) -> Source:
    item = mapping(value)
    return Source(
        pointer,
        repo_url=string(item.get("repoURL")),
        path=string(item.get("path")),
        chart=string(item.get("chart")),
        target_revision=string(item.get("targetRevision")),
        ref=string(item.get("ref")),
        name=string(item.get("name")),
        helm=_section(item.get("helm")),
        kustomize=_section(item.get("kustomize")),
        directory=_section(item.get("directory")),
        plugin=_section(item.get("plugin")),
    )


def _destination(value: Any) -> Destination:
    item = mapping(value)
    server = string(item.get("server"))
    return Destination(server.rstrip("/"), string(item.get("name")), string(item.get("namespace")))


def _automated(value: Any) -> Automated | None:
    if not isinstance(value, dict):
        return None
    flags = (value.get("prune") is True, value.get("selfHeal") is True, value.get("allowEmpty") is True)
    return Automated(*flags, enabled=value.get("enabled") is not False)


def read_difference(item: Mapping[str, Any], pointer: Pointer) -> Difference:
    """One entry of ``ignoreDifferences``, or of an ApplicationSet's ``ignoreApplicationDifferences``."""
    return Difference(
        pointer,
        group=string(item.get("group")),
        kind=string(item.get("kind")),
        name=string(item.get("name")),
        namespace=string(item.get("namespace")),
        json_pointers=strings(item.get("jsonPointers")),
        jq_expressions=strings(item.get("jqPathExpressions")),
        managers=strings(item.get("managedFieldsManagers")),
    )


def _section(value: Any) -> Mapping[str, Any] | None:
    return value if isinstance(value, dict) else None


def _texts(value: Any) -> dict[str, str]:
    return {str(key): item for key, item in mapping(value).items() if isinstance(item, str)}
