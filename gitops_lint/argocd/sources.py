"""From an Application's sources to requests for a renderer, with every default that Argo CD fills in.

Source of the semantics: Argo CD ``reposerver/repository/repository.go`` (GetAppSourceType, mergeSourceParameters,
helmTemplate, getResolvedValueFiles) and ``util/app/discovery``.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.argocd.globs import doublestar
from gitops_lint.model.origin import Cause
from gitops_lint.patterns import regex
from gitops_lint.render.request import (
    DirectoryOptions,
    HelmOptions,
    KustomizeOptions,
    Refusal,
    Rendered,
    RenderRequest,
    ValueFile,
)
from gitops_lint.source.classify import KUSTOMIZATION_NAMES
from gitops_lint.source.tree import OutsideTreeError, Tree, normalise
from gitops_lint.values import dataclass

TARGET_RULE = "argocd-target-not-found"
GLOB_MARKS = regex(r"[*?\[]")
GLOBS_SINCE = (3, 5)
"""``valueFiles`` may hold globs from this release on."""


@dataclass(frozen=True, slots=True)
class World:
    """What sources are resolved against."""

    tree: Tree
    where: Callable[[str], str | None]  #: the folder of the tree that holds a repository; None for one we have not
    load: Callable[[str], Sequence[Any]]  #: the values of a file's documents
    argocd: tuple[int, int]
    kube_version: str
    api_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One source of an Application, still as written."""

    value: Mapping[str, Any]
    at: Cause
    pointer: tuple[str | int, ...]

    def text(self, key: str) -> str:
        """A string field; empty if it is missing or something else."""
        value = self.value.get(key)
        return value if isinstance(value, str) else ""

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A mapping field; empty if it is missing or something else."""
        value = self.value.get(key)
        return value if isinstance(value, dict) else {}


def sources_of(application: Rendered) -> list[Source]:
    """The sources Argo CD uses: ``sources`` if there are any, else ``source``."""
    spec = application.value.get("spec")
    if not isinstance(spec, dict):
        return []
    several = spec.get("sources")
    if isinstance(several, list) and several:
        return [
            Source(item, application.origin.trace(("spec", "sources", index))[0], ("spec", "sources", index))
            for index, item in enumerate(several)
            if isinstance(item, dict)
        ]
    one = spec.get("source")
    if isinstance(one, dict):
        return [Source(one, application.origin.trace(("spec", "source"))[0], ("spec", "source"))]
    return []


def requests_of(application: Rendered, world: World) -> Iterator[RenderRequest | Refusal]:
    """What has to be rendered for an Application, and what of it cannot be."""
    sources = sources_of(application)
    refs = {source.text("ref"): source for source in sources if source.text("ref")}
    for source in sources:
        path = source.text("path")
        if source.text("ref") and not path and not source.text("chart"):
            continue
        yield from _request(application, source, refs, world)


def _request(
    application: Rendered, source: Source, refs: Mapping[str, Source], world: World
) -> Iterator[RenderRequest | Refusal]:
    url, chart = source.text("repoURL"), source.text("chart")
    if url.startswith("oci://") or chart:
        yield Refusal(f"chart '{chart or url}' is remote", "info", _at(application, source, "chart", "repoURL"))
        return
    base = world.where(url)
    if base is None:
        yield Refusal(f"repository '{url}' is not this one", "info", _at(application, source, "repoURL"))
        return
    at = _at(application, source, "path", "repoURL")
    try:
        path = normalise(posixpath.join(base, source.text("path").lstrip("/") or "."))
    except OutsideTreeError:
        yield Refusal("app path is outside of the repository", "reported", at, TARGET_RULE)
        return
    if not world.tree.is_dir(path):
        revision = source.text("targetRevision")
        if revision not in ("", "HEAD", "main", "master"):
            yield Refusal(f"'{path}' is not here; revision '{revision}' may have it", "info", at)
        elif not path_is_open(source.text("path")):
            yield Refusal(f"app path '{path}' does not exist", "reported", at, TARGET_RULE)
        return
    for name in foreign_value_files(source, refs, world.where):
        yield Refusal(f"values file '{name}' is not here", "info", _at(application, source, "helm"))
    merged = Source(_overridden(application, source, path, world), source.at, source.pointer)
    yield _typed(application, merged, refs, path, at, world)


def path_is_open(path: str) -> bool:
    """Whether a path still holds a placeholder that somebody else fills in."""
    return any(mark in path for mark in ("${", "{{", "<"))


def _at(application: Rendered, source: Source, *keys: str) -> Cause:
    key = next((key for key in keys if key in source.value), None)
    pointer = source.pointer if key is None else (*source.pointer, key)
    return application.origin.trace(pointer)[0]


def _overridden(application: Rendered, source: Source, path: str, world: World) -> Mapping[str, Any]:
    """The source with ``.argocd-source.yaml`` and ``.argocd-source-<name>.yaml`` merged over it."""
    value: Any = source.value
    for name in (".argocd-source.yaml", f".argocd-source-{_name(application)}.yaml"):
        file = posixpath.join(path, name) if path != "." else name
        if not world.tree.is_file(file):
            continue
        for patch in world.load(file):
            value = merge_patch(value, patch)
    kept = {key: source.value[key] for key in ("chart", "path", "repoURL", "targetRevision") if key in source.value}
    return {**value, **kept} if isinstance(value, dict) else source.value


def merge_patch(value: Any, patch: Any) -> Any:
    """RFC 7386."""
    if not isinstance(patch, dict):
        return patch
    out = dict(value) if isinstance(value, dict) else {}
    for key, item in patch.items():
        if item is None:
            out.pop(key, None)
        else:
            out[key] = merge_patch(out.get(key), item)
    return out


def _name(application: Rendered) -> str:
    metadata = application.value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""


def source_type(source: Source, path: str, tree: Tree) -> str:
    """``helm``, ``kustomize``, ``directory`` or ``plugin``: what is explicit, else what lies in the folder."""
    for kind in ("helm", "kustomize", "directory", "plugin"):
        if source.value.get(kind):
            return kind
    found = "directory"
    for name in tree.listdir(path):
        if name.endswith("Chart.yaml"):
            found = "helm"
        elif name in KUSTOMIZATION_NAMES:
            found = "kustomize"
    return found


def _typed(
    application: Rendered, source: Source, refs: Mapping[str, Source], path: str, at: Cause, world: World
) -> RenderRequest:
    spec = application.value["spec"]
    destination = spec.get("destination")
    namespace = destination.get("namespace") if isinstance(destination, dict) else None
    namespace = namespace if isinstance(namespace, str) else ""
    kind = source_type(source, path, world.tree)
    if kind == "directory":
        directory = source.mapping("directory")
        options = DirectoryOptions(
            directory.get("recurse") is True, _string(directory, "include"), _string(directory, "exclude")
        )
        return RenderRequest(kind, path, namespace, directory=options, at=at)
    if kind == "kustomize":
        kustomize = _kustomize(source, _at(application, source, "kustomize"))
        return RenderRequest(kind, path, namespace, kustomize=kustomize, at=at)
    if kind == "helm":
        helm = source.mapping("helm")
        options_helm = _helm(application, source, refs, path, world)
        # Without all of its values a chart may fail, or say something, that it does not in truth.
        partial = bool(foreign_value_files(source, refs, world.where))
        target = _string(helm, "namespace") or namespace
        return RenderRequest(kind, path, target, helm=options_helm, at=at, speculative=partial)
    return RenderRequest(kind, path, namespace, at=at)


def _string(value: Mapping[str, Any], key: str) -> str:
    item = value.get(key)
    return item if isinstance(item, str) else ""


def _kustomize(source: Source, at: Cause) -> KustomizeOptions:
    value = source.mapping("kustomize")
    return KustomizeOptions({key: item for key, item in value.items() if item and key != "version"}, at=at)


def _helm(application: Rendered, source: Source, refs: Mapping[str, Source], path: str, world: World) -> HelmOptions:
    helm = source.mapping("helm")
    parameters = helm.get("parameters")
    file_parameters = helm.get("fileParameters")
    several = source.pointer[1] == "sources"
    return HelmOptions(
        release=_string(helm, "releaseName") or _name(application),
        value_files=tuple(_value_files(application, source, refs if several else {}, path, world)),
        values=_inline(helm),
        parameters=tuple(
            (item["name"], str(item.get("value", "")), item.get("forceString") is True)
            for item in (parameters if isinstance(parameters, list) else ())
            if isinstance(item, dict) and isinstance(item.get("name"), str)
        ),
        file_parameters=tuple(
            (item["name"], _resolved(item["path"], path, _base(source, world)))
            for item in (file_parameters if isinstance(file_parameters, list) else ())
            if isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("path"), str)
        ),
        skip_crds=helm.get("skipCrds") is True,
        skip_tests=helm.get("skipTests") is True,
        skip_schema_validation=helm.get("skipSchemaValidation") is True,
        kube_version=_string(helm, "kubeVersion") or world.kube_version,
        api_versions=tuple(v for v in helm.get("apiVersions") or world.api_versions if isinstance(v, str)),
    )


def _inline(helm: Mapping[str, Any]) -> str:
    """The inline values; with ``valuesObject`` Argo CD ignores ``values`` (``ValuesYAML``).  JSON is YAML."""
    values = helm.get("valuesObject")
    if isinstance(values, dict):
        return json.dumps(values)
    return _string(helm, "values")


def _resolved(named: str, path: str, base: str) -> str:
    joined = posixpath.join(base, named.lstrip("/")) if named.startswith("/") else posixpath.join(path, named)
    return posixpath.normpath(joined)


def _base(source: Source, world: World) -> str:
    return world.where(source.text("repoURL")) or "."


def _value_files(
    application: Rendered, source: Source, refs: Mapping[str, Source], path: str, world: World
) -> Iterator[ValueFile]:
    helm = source.mapping("helm")
    optional = helm.get("ignoreMissingValueFiles") is True
    names = helm.get("valueFiles")
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, str) or "://" in name:
            continue
        named = application.origin.trace((*source.pointer, "helm", "valueFiles", index))[0]
        file = _resolved(name, path, _base(source, world))
        if name.startswith("$"):
            ref, _, rest = name[1:].partition("/")
            base = world.where(refs[ref].text("repoURL")) if ref in refs else None
            if base is None:
                continue
            file = posixpath.normpath(posixpath.join(base, rest))
        if GLOB_MARKS.search(file) and world.argocd >= GLOBS_SINCE:
            matches = [item for item in world.tree.paths() if doublestar(file, item)]
            yield from (ValueFile(item, named, optional) for item in matches)
            continue
        yield ValueFile(file, named, optional)


def foreign_value_files(source: Source, refs: Mapping[str, Source], where: Callable[[str], str | None]) -> list[str]:
    """The values files that lie in repositories we do not have: what is rendered without them is not the truth."""
    names = source.mapping("helm").get("valueFiles")
    found = []
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and name.startswith("$"):
            ref = name[1:].partition("/")[0]
            if ref in refs and where(refs[ref].text("repoURL")) is None:
                found.append(name)
        elif isinstance(name, str) and "://" in name:
            found.append(name)
    return found
