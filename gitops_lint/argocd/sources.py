"""From an Application's sources to requests for a renderer, with every default that Argo CD fills in.

Source of the semantics: Argo CD ``reposerver/repository/repository.go`` (GetAppSourceType, mergeSourceParameters,
helmTemplate, getResolvedValueFiles) and ``util/app/discovery``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.application import TOOLS
from gitops_lint.argocd.buildenv import expand
from gitops_lint.argocd.helmsource import (
    HelmSource,
    SourceRefusedError,
    environment_of,
    foreign_value_files,
    plain_version,
    reference_of,
    texts,
)
from gitops_lint.argocd.plain import string
from gitops_lint.argocd.sourcefiles import (
    SOURCE_FILE,
    SOURCE_FILE_RULE,
    Merged,
    SourceFileError,
    merged,
    source_files,
)
from gitops_lint.argocd.world import Source, World, name_of
from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.helm.inputs import FILE_RULE, complaint, is_absent
from gitops_lint.render.request import (
    Capabilities,
    DirectoryOptions,
    FetchError,
    KustomizeOptions,
    Refusal,
    Rendered,
    RenderRequest,
)
from gitops_lint.source.classify import KUSTOMIZATION_NAMES
from gitops_lint.source.mounted import MARK, is_mounted
from gitops_lint.source.tree import OutsideTreeError, Tree, normalise
from gitops_lint.values import replace

TARGET_RULE = "argocd-target-not-found"
TYPE_RULE = "argocd-source-type-mismatch"


def sources_of(application: Rendered) -> list[Source]:
    """The sources Argo CD renders: the one to be hydrated, else ``sources`` if there are any, else ``source``."""
    spec = application.value.get("spec")
    if not isinstance(spec, dict):
        return []
    hydrator = spec.get("sourceHydrator")
    if isinstance(hydrator, dict):
        dry: Pointer = ("spec", "sourceHydrator", "drySource")
        value = hydrator.get("drySource")
        return [Source(value, application.origin.trace(dry)[0], dry)] if isinstance(value, dict) else []
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
        if not path and not source.text("chart"):
            if not source.text("ref"):
                # ``validateSourcePermissions`` refuses the Application; the root of a repository is the path ``.``.
                yield Refusal("a source names neither path nor chart", "reported", source.at)
            continue
        yield from _request(application, source, refs, world)


def _request(
    application: Rendered, source: Source, refs: Mapping[str, Source], world: World
) -> Iterator[RenderRequest | Refusal]:
    url = source.text("repoURL")
    if url.startswith("oci://") or source.text("chart"):
        fetched = _with_chart(application, source, world)
        if isinstance(fetched, Refusal):
            yield fetched
            yield from _without_values(application, source, refs, world)
            return
        source = fetched
    place = source.place(world.where)
    if place is None:
        yield Refusal(f"repository '{url}' is not this one", "info", _at(application, source, "repoURL"))
        return
    at = _at(application, source, "path", "repoURL")
    try:
        path = normalise(posixpath.join(place.folder, source.text("path").lstrip("/") or "."))
    except OutsideTreeError:
        yield Refusal("app path is outside of the repository", "reported", at, TARGET_RULE)
        return
    if not world.tree.is_dir(path):
        if source.is_unsure(world.where):
            reason = f"'{path}' is not here; revision '{source.text('targetRevision')}' may have it"
            yield Refusal(reason, "info", at)
        elif not path_is_open(source.text("path")):
            yield Refusal(f"app path '{path}' does not exist", "reported", at, TARGET_RULE)
        return
    try:
        names = world.names or (name_of(application),)
        said = merged(application, source, source_files(path, names, world.tree), world.load)
    except SourceFileError as error:
        reason = f"error while parsing source parameters: {error}, in '{error.path.removeprefix(MARK)}'"
        yield Refusal(reason, "error" if is_mounted(error.path) else "reported", at)  # the file's own finding says more
        return
    yield from _merged(said, refs, path, at, world)


def _merged(
    said: Merged, refs: Mapping[str, Source], path: str, at: Cause, world: World
) -> Iterator[RenderRequest | Refusal]:
    """The request of a source whose folder is there and has had its say."""
    application, source = said.application, said.source
    yield from _uncertain(application, (source, *_used_refs(source, refs)), world)
    for name in foreign_value_files(source, refs, world):
        yield Refusal(f"values file '{name}' is not here", "info", _at(application, source, "helm"))
    try:
        _unambiguous(said)
        request = _typed(application, source, refs, path, at, world)
        yield request if said.shadow is None else replace(request, overrides=said.shadow)
    except SourceRefusedError as error:
        yield Refusal(str(error), "reported", error.cause, error.rule)


def _unambiguous(said: Merged) -> None:
    """Raises `SourceRefusedError` where a file makes two tools of one (``ExplicitType``)."""
    tools = [kind for kind in TOOLS if isinstance(said.source.value.get(kind), dict)]
    causes = [said.application.origin.trace((*said.source.pointer, kind))[0] for kind in tools]
    put = [cause for cause in causes if cause.how == SOURCE_FILE]
    if len(tools) > 1 and put:
        message = f"multiple application sources defined: {','.join(tool.title() for tool in tools)}"
        raise SourceRefusedError(message, put[-1], SOURCE_FILE_RULE)


def _with_chart(application: Rendered, source: Source, world: World) -> Source | Refusal:
    """The source of a remote chart with the folder that shows it; its paths are relative to the chart."""
    url, chart = source.text("repoURL"), source.text("chart")
    at = _at(application, source, "chart", "repoURL")
    if world.chart is None:
        return Refusal(f"chart '{chart or url}' is remote", "info", at)
    try:
        folder = world.chart(url, chart, source.text("targetRevision"))
    except FetchError as error:
        return Refusal(f"chart '{chart or url}' cannot be fetched: {error}", "warning", at)
    value = {**source.value, "path": ""} if chart else source.value  # with a chart the path is not read
    return replace(source, value=value, fetched=folder)


def _without_values(
    application: Rendered, source: Source, refs: Mapping[str, Source], world: World
) -> Iterator[Refusal]:
    """What a chart that nobody has seen is to get from repositories that are here, and that is not there."""
    helm = source.mapping("helm")
    names = [name if name.startswith("$") else "" for name in texts(helm.get("valueFiles"))]
    if source.pointer[1] != "sources" or not any(names):
        return
    shown = replace(source, value={**source.value, "helm": {**helm, "valueFiles": names, "fileParameters": []}})
    namespace = _namespace_of(application)
    try:
        files = HelmSource(application, shown, refs, ".", namespace, world).options().value_files
    except SourceRefusedError as error:
        yield Refusal(str(error), "reported", error.cause, error.rule)
        return
    for item in files:
        if is_absent(world.tree, item) and not item.elsewhere:
            yield Refusal(complaint(world.tree, item.path), "reported", item.named, FILE_RULE)


def _lacking(source: Source, kind: str, path: str, tree: Tree) -> str:
    """What a folder lacks for its type, which a section of the source or a name in it decides; empty for nothing."""
    if kind == "helm" and not tree.is_file(posixpath.join(path, "Chart.yaml")):
        named = () if source.value.get(kind) else (name for name in tree.listdir(path) if name.endswith("Chart.yaml"))
        why = next((f", because of the file '{name}'," for name in named), "")
        return f"'{path}' is deployed as a chart{why} and has no Chart.yaml"
    if kind == "kustomize" and not any(name in KUSTOMIZATION_NAMES for name in tree.listdir(path)):
        return f"'{path}' is deployed as a kustomization and has no kustomization file"
    return ""


def _uncertain(application: Rendered, sources: Iterable[Source], world: World) -> Iterator[Refusal]:
    """Sources that are judged as checked out, since nobody has the revision they name."""
    for source in sources:
        place = source.place(world.where)
        if place is not None and place.reason:
            reason = f"{place.reason}; what is checked out was judged"
            yield Refusal(reason, "info", _at(application, source, "targetRevision", "repoURL"), approximate=True)


def _used_refs(source: Source, refs: Mapping[str, Source]) -> Iterator[Source]:
    """The sources whose files a source takes its values from."""
    names = texts(source.mapping("helm").get("valueFiles"))
    used = dict.fromkeys(reference_of(name) for name in names if name.startswith("$"))
    yield from (refs[name] for name in used if name in refs and refs[name] is not source)


def path_is_open(path: str) -> bool:
    """Whether a path still holds a placeholder that somebody else fills in."""
    return any(mark in path for mark in ("${", "{{", "<"))


def _at(application: Rendered, source: Source, *keys: str) -> Cause:
    key = next((key for key in keys if key in source.value), None)
    pointer = source.pointer if key is None else (*source.pointer, key)
    return application.origin.trace(pointer)[0]


def source_type(source: Source, path: str, tree: Tree, switched_off: Container[str] = ()) -> str:
    """``helm``, ``kustomize``, ``directory`` or ``plugin``: what is explicit, else what lies in the folder."""
    for kind in TOOLS:
        if isinstance(source.value.get(kind), dict):
            return "directory" if kind in switched_off else kind
    found = "directory"
    for name in tree.listdir(path):
        if name.endswith("Chart.yaml") and "helm" not in switched_off:
            found = "helm"
        elif name in KUSTOMIZATION_NAMES and "kustomize" not in switched_off:
            found = "kustomize"
    return found


def _typed(
    application: Rendered, source: Source, refs: Mapping[str, Source], path: str, at: Cause, world: World
) -> RenderRequest:
    namespace = _namespace_of(application)
    kind = source_type(source, path, world.tree, world.switched_off)
    lacking = _lacking(source, kind, path, world.tree)
    if lacking:
        raise SourceRefusedError(lacking, _at(application, source, kind, "path"), TYPE_RULE)
    if kind == "directory":
        directory = source.mapping("directory")
        options = DirectoryOptions(
            directory.get("recurse") is True, string(directory.get("include")), string(directory.get("exclude"))
        )
        return RenderRequest(kind, path, namespace, directory=options, at=at)
    if kind == "kustomize":
        environment = environment_of(application, source, namespace)
        kustomize = _kustomize(source, _at(application, source, "kustomize"), world, environment)
        return RenderRequest(kind, path, namespace, kustomize=kustomize, at=at)
    if kind == "helm":
        several = source.pointer[1] == "sources"
        helm = HelmSource(application, source, refs if several else None, path, namespace, world)
        # Without all of its values a chart may fail, or say something, that it does not in truth.
        partial = bool(foreign_value_files(source, refs, world))
        target = string(helm.helm.get("namespace")) or namespace
        return RenderRequest(kind, path, target, helm=helm.options(), at=at, speculative=partial)
    return RenderRequest(kind, path, namespace, plugin=source.mapping("plugin"), at=at)


def _namespace_of(application: Rendered) -> str:
    destination = application.value["spec"].get("destination")
    return string(destination.get("namespace")) if isinstance(destination, dict) else ""


_NOT_FIELDS = ("version", "kubeVersion", "apiVersions")


def _kustomize(source: Source, at: Cause, world: World, environment: Mapping[str, str]) -> KustomizeOptions:
    value = source.mapping("kustomize")
    told = Capabilities(
        plain_version(string(value.get("kubeVersion")) or world.kube_version),
        tuple(texts(value.get("apiVersions"))) or world.api_versions,
    )
    extra = {key: item for key, item in value.items() if item and key not in _NOT_FIELDS}
    for key in ("images", "commonLabels", *(["commonAnnotations"] if extra.get("commonAnnotationsEnvsubst") else [])):
        if key in extra:
            extra[key] = _expanded(extra[key], environment)
    options = world.build_options(string(value.get("version")))
    return KustomizeOptions(extra, capabilities=told, at=at, build_options=options)


def _expanded(value: Any, environment: Mapping[str, str]) -> Any:
    """The texts of a list, or the values of a mapping, with the variables of the build environment put in."""
    if isinstance(value, list):
        return [_expanded(item, environment) for item in value]
    if isinstance(value, dict):
        return {key: _expanded(item, environment) for key, item in value.items()}
    return expand(value, environment) if isinstance(value, str) else value
