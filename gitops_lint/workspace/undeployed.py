"""What no Application points at: the configuration's deployables, kustomizations, charts and plain manifests."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Container, Iterator
from typing import Any

from gitops_lint.argocd.destinations import Clusters
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.node import scalars
from gitops_lint.model.origin import Cause
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.directory import folder_of, objects_of
from gitops_lint.render.request import (
    Capabilities,
    HelmOptions,
    KustomizeOptions,
    Refusal,
    Rendered,
    RenderRequest,
    RenderResult,
    ValueFile,
)
from gitops_lint.settings import Config
from gitops_lint.source.classify import TreeFacts, classify
from gitops_lint.source.tree import Tree, normalise
from gitops_lint.values import replace
from gitops_lint.workspace.files import Files

OTHER_VALUES = regex(r"values[-_.].+\.ya?ml")
RELEASE = regex(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
MAX_RELEASE = 53
"""What helm takes for the name of a release (helm ``pkg/chartutil/validate_name.go``)."""

REFERENCE_FIELDS = ("resources", "bases", "components")


def declared(config: Config, clusters: Clusters, kube_version: str) -> Iterator[tuple[Deployable, RenderRequest]]:
    """What the configuration says will be deployed, where no Application does."""
    for item in config.deployables:
        kind, path = next(
            (pair for pair in (("helm", item.chart), ("kustomize", item.kustomization)) if pair[1]),
            ("directory", item.folder or "."),
        )
        cluster = clusters.of({"name": item.cluster} if item.cluster else None)
        deployable = Deployable(kind, path, cluster=cluster, namespace=item.namespace)
        values = tuple(ValueFile(posixpath.normpath(posixpath.join(path, name))) for name in item.values)
        release = item.release or _release_of(path)
        version = f"{cluster.kubernetes_version}.0" if cluster.kubernetes_version else kube_version
        request = RenderRequest(
            kind,
            normalise(path),
            item.namespace,
            helm=HelmOptions(release=release, value_files=values, kube_version=version),
            kustomize=KustomizeOptions(capabilities=Capabilities(version)),
            at=Cause("deployable", config.path, pointer=("deployables",)),
        )
        yield deployable, request


def without_folder(tree: Tree, request: RenderRequest) -> RenderResult | None:
    """What there is to say where the folder of a request does not exist; None where it does."""
    if tree.is_dir(request.path):
        return None
    return RenderResult(refusals=(Refusal("there is no such folder", "error", request.at),))


def kustomization_requests(
    files: Files, kube_version: str, build_options: Callable[[str], str]
) -> Iterator[RenderRequest]:
    """Each kustomization that no other one uses; ``build_options`` are those of Argo CD for a file."""
    used: set[str] = set()
    for folder, path in files.kustomizations.items():
        used.update(_references(files, folder, path))
    for folder, path in sorted(files.kustomizations.items()):
        if folder in used or _is_component(files, path) or files.chart_of(path):
            continue
        options = KustomizeOptions(capabilities=Capabilities(kube_version), build_options=build_options(path))
        yield RenderRequest("kustomize", folder, kustomize=options, at=Cause("kustomization", path))


def chart_requests(files: Files, deployed: Container[str], kube_version: str) -> list[RenderRequest]:
    """Each chart that is not among the folders ``deployed``, with its own values."""
    wanted = []
    for folder in sorted(files.charts):
        inner = folder != (files.chart_of(f"{folder}/Chart.yaml") or folder)
        if inner or folder in deployed or _is_library(files, folder):
            continue
        at = Cause("chart", posixpath.join(folder, "Chart.yaml").removeprefix("./"))
        options = HelmOptions(release=_release_of(folder), kube_version=kube_version)
        for values in _values_beside(files, folder):
            chosen = replace(options, value_files=tuple(ValueFile(path) for path in values))
            wanted.append(RenderRequest("helm", folder, helm=chosen, at=at, speculative=True))
    return wanted


def plain_objects(files: Files, config: Config, facts: TreeFacts) -> dict[str, tuple[Rendered, ...]]:
    """The objects of every file that no kustomization and no chart stands beside."""
    plain = {}
    schemas = schema_folders(config)
    for path in files.listed:
        if path not in files.parsed or files.chart_of(path) or path.startswith(schemas):
            continue
        if folder_of(path) in files.kustomizations:
            continue
        objects = tuple(file_objects(files, path, facts))
        if objects:
            plain[path] = objects
    return plain


def beside_kustomization(files: Files, claimed: Container[str]) -> Iterator[str]:
    """Each parsed file beside a kustomization that is not among those ``claimed`` by what was rendered.

    What a kustomization names in a way that kustomize does not take is not forgotten, and a file that does not parse
    may name anything.
    """
    named: dict[str, frozenset[str] | None] = {}  # by kustomization
    for path in files.listed:
        kustomization = files.kustomizations.get(folder_of(path), path)
        if path == kustomization or path in claimed or path not in files.parsed:
            continue
        if files.chart_of(path):
            continue
        if kustomization not in named:
            named[kustomization] = _named_in(files, kustomization)
        names = named[kustomization]
        if names is not None and posixpath.basename(path) not in names:
            yield path


def unreferenced(files: Files, claimed: Container[str], by_hand: Container[str], facts: TreeFacts) -> Iterator[Problem]:
    """Each file of objects beside a kustomization that neither that one, nor anything else, nor a person uses."""
    for path in beside_kustomization(files, claimed):
        if path not in by_hand and holds_objects(files, path, facts):
            name = posixpath.basename(files.kustomizations[folder_of(path)])
            message = f"nothing uses this file: '{name}' beside it does not name it"
            yield Problem("kustomize-file-unreferenced", path, message, document=0)


def _named_in(files: Files, kustomization: str) -> frozenset[str] | None:
    """Every text of a kustomization as a path; None for one that may name anything."""
    values = list(_mappings(files, kustomization))
    texts = {text for value in values for _, text in scalars(value) if isinstance(text, str) and text}
    return frozenset(map(posixpath.normpath, texts)) if values else None


def schema_folders(config: Config) -> tuple[str, ...]:
    """How the paths of files begin that the configuration gives as schemas."""
    return tuple(f"{normalise(path)}/" for path in config.schemas if "{{" not in path)


def holds_objects(files: Files, path: str, facts: TreeFacts) -> bool:
    """Whether a parsed file holds something that a cluster would be given."""
    return any(True for _ in file_objects(files, path, facts))


def file_objects(files: Files, path: str, facts: TreeFacts) -> Iterator[Rendered]:
    """What a cluster would be given of a parsed file."""
    for document in files.parsed[path].documents:
        if classify(path, document.value, facts) in ("resource", "resource-list"):
            yield from objects_of(document)


def _values_beside(files: Files, folder: str) -> list[tuple[str, ...]]:
    """The sets of values to render a chart with: each ``values-*.yaml`` beside its own, else its own alone."""
    prefix = "" if folder == "." else f"{folder}/"
    names = [name for name in files.tree.listdir(folder) if OTHER_VALUES.fullmatch(name)]
    return [(prefix + name,) for name in names] or [()]


def _release_of(folder: str) -> str:
    """What a release is called of which nobody says it: as the folder, where helm takes that."""
    name = posixpath.basename(folder)
    return name if RELEASE.fullmatch(name) and len(name) <= MAX_RELEASE else "release"


def _is_library(files: Files, folder: str) -> bool:
    return any(value.get("type") == "library" for value in _mappings(files, f"{folder}/Chart.yaml"))


def _is_component(files: Files, path: str) -> bool:
    return any(value.get("kind") == "Component" for value in _mappings(files, path))


def _references(files: Files, folder: str, path: str) -> Iterator[str]:
    """The folders of the tree that a kustomization names."""
    for value in _mappings(files, path):
        for field in REFERENCE_FIELDS:
            entries = value.get(field)
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, str) and entry and "://" not in entry:
                    try:
                        yield normalise(posixpath.join(folder, entry))
                    except OSError:
                        continue


def _mappings(files: Files, path: str) -> Iterator[dict[str, Any]]:
    """The documents of a file that are mappings; none where it cannot be read."""
    try:
        documents = files.load(path)
    except OSError:
        return
    yield from (document.value for document in documents if isinstance(document.value, dict))
