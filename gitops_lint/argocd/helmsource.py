"""A Helm source with everything that Argo CD makes of it before it calls helm.

Source of the semantics: ``reposerver/repository/repository.go`` (helmTemplate, getResolvedValueFiles) and
``util/io/path/resolved.go``.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from gitops_lint.argocd.applicationcheck import looks_like_reference
from gitops_lint.argocd.buildenv import build_environment, expand
from gitops_lint.argocd.plain import sequence, string
from gitops_lint.argocd.valueglobs import is_glob, matching
from gitops_lint.argocd.world import Source, World, name_of
from gitops_lint.model.origin import Cause
from gitops_lint.patterns import regex
from gitops_lint.render.helm.inputs import FILE_RULE
from gitops_lint.render.request import HelmOptions, Rendered, ValueFile
from gitops_lint.values import dataclass

GLOBS_SINCE = (3, 5)
"""``valueFiles`` may hold globs from this release on."""


_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_VERSION = regex(r"\s*v?(\d+(?:\.\d+)+)")


class SourceRefusedError(Exception):
    """Argo CD refuses the source before it calls helm; the message is its own."""

    def __init__(self, message: str, cause: Cause, rule: str = FILE_RULE) -> None:
        super().__init__(message)
        self.cause = cause
        self.rule = rule


def environment_of(application: Rendered, source: Source, namespace: str) -> dict[str, str]:
    """The build environment of one source; ``namespace`` is the destination's."""
    fields = {key: source.text(key) for key in ("repoURL", "path", "targetRevision")}
    return build_environment(name_of(application), namespace, string(application.value["spec"].get("project")), fields)


@dataclass(frozen=True, slots=True)
class HelmSource:
    """One Helm source of an Application and what its paths are relative to."""

    application: Rendered
    source: Source
    refs: Mapping[str, Source] | None  #: sources by ``ref``; None for ``spec.source``, which cannot refer
    path: str  #: the chart's folder in the tree
    namespace: str  #: the destination's
    world: World

    @property
    def helm(self) -> Mapping[str, Any]:
        """The ``helm`` section."""
        return self.source.mapping("helm")

    def options(self) -> HelmOptions:
        """All of it.  Raises `SourceRefusedError`."""
        helm, environment = self.helm, self._environment()
        value_files = tuple(self._value_files(environment))
        file_parameters = {
            item["name"]: self._resolve(item["path"], environment, self._at("fileParameters", index, "path"))
            for index, item in enumerate(_mappings(helm.get("fileParameters")))
            if isinstance(item.get("name"), str) and isinstance(item.get("path"), str)
        }
        parameters = tuple(
            (item["name"], expand(string(item.get("value")), environment), item.get("forceString") is True)
            for item in _mappings(helm.get("parameters"))
            if isinstance(item.get("name"), str)
        )
        at = (*self.source.pointer, "helm")
        all_named = len(parameters) == len(sequence(helm.get("parameters")))
        return HelmOptions(
            release=string(helm.get("releaseName")) or name_of(self.application),
            value_files=value_files,
            values=_inline(helm),
            values_at=(*at, "valuesObject" if isinstance(helm.get("valuesObject"), dict) else "values"),
            parameters=parameters,
            parameters_at=(*at, "parameters") if all_named else (),
            file_parameters=tuple(file_parameters.items()),
            skip_crds=helm.get("skipCrds") is True,
            skip_tests=helm.get("skipTests") is True,
            skip_schema_validation=helm.get("skipSchemaValidation") is True,
            kube_version=plain_version(string(helm.get("kubeVersion")) or self.world.kube_version),
            api_versions=tuple(texts(helm.get("apiVersions"))) or self.world.api_versions,
        )

    def _environment(self) -> dict[str, str]:
        return environment_of(self.application, self.source, self.namespace)

    def _value_files(self, environment: Mapping[str, str]) -> Iterator[ValueFile]:
        """Each file once: one that is listed by itself keeps its place, a glob gives the others."""
        optional = self.helm.get("ignoreMissingValueFiles") is True
        names = texts(self.helm.get("valueFiles"))
        explicit = set(self._listed(names, environment))
        seen: set[str] = set()
        for index, name in enumerate(names):
            if self._is_elsewhere(name, environment):
                continue
            named = self._at("valueFiles", index)
            path = self._resolve(name, environment, named)
            found = [path]
            if self._is_glob(path):
                matches = matching(self.world.tree, path)
                if not matches and not optional:
                    raise SourceRefusedError(f'values file glob "{name}" matched no files', named)
                found = [match for match in matches if match not in explicit]
            for file in found:
                if file not in seen:
                    seen.add(file)
                    yield ValueFile(file, named, optional, self._elsewhere(name), self._misread(name))

    def _listed(self, names: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
        """The files that are named without a glob."""
        for index, name in enumerate(names):
            with suppress(SourceRefusedError):
                if not self._is_elsewhere(name, environment):
                    path = self._resolve(name, environment, self._at("valueFiles", index))
                    if not self._is_glob(path):
                        yield path

    def _elsewhere(self, name: str) -> str:
        """The revision of the source that a file belongs to, if it is not here."""
        named = self.refs.get(reference_of(name)) if self.refs is not None and name.startswith("$") else None
        holder = named or self.source
        return (holder.text("targetRevision") or "HEAD") if holder.is_unsure(self.world.where) else ""

    def _misread(self, name: str) -> str:
        """Why the path is hardly the one that is meant."""
        if self.refs is not None or not looks_like_reference(name):
            return ""
        return f"'${reference_of(name)}' is no reference in spec.source"

    def _is_glob(self, path: str) -> bool:
        return self.world.argocd >= GLOBS_SINCE and is_glob(path)

    def _is_elsewhere(self, name: str, environment: Mapping[str, str]) -> bool:
        """A URL, or a file of a repository that we do not have (`foreign_value_files`), or no name at all."""
        if self.refs is not None and name.startswith("$"):
            target = self.refs.get(reference_of(name))
            return target is not None and target.folder(self.world.where) is None
        return not name or is_url(expand(name, environment))

    def _resolve(self, name: str, environment: Mapping[str, str], at: Cause) -> str:
        """The path in the tree.  Raises `SourceRefusedError` where Argo CD refuses it."""
        if self.refs is not None and name.startswith("$"):
            target = self.refs.get(reference_of(name))
            base = target.folder(self.world.where) if target is not None else None
            if base is None:  # argocd-source-ref-invalid says more
                raise SourceRefusedError(f"source referenced '{name.partition('/')[0]}' is not here", at, rule="")
            return _inside(base, base, expand("/" + name.partition("/")[2], environment), at)
        base = self.source.folder(self.world.where) or "."
        return _inside(base, self.path, expand(name, environment), at)

    def _at(self, *pointer: str | int) -> Cause:
        return self.application.origin.trace((*self.source.pointer, "helm", *pointer))[0]


def foreign_value_files(source: Source, refs: Mapping[str, Source], world: World) -> list[str]:
    """The values files that lie in repositories we do not have: what is rendered without them is not the truth."""
    names = source.mapping("helm").get("valueFiles")
    found = []
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and name.startswith("$"):
            ref = reference_of(name)
            if ref in refs and refs[ref].folder(world.where) is None:
                found.append(name)
        elif isinstance(name, str) and is_url(name):
            found.append(name)
    return found


def reference_of(name: str) -> str:
    """The ``ref`` in ``$ref/path``."""
    return name[1:].partition("/")[0]


def is_url(name: str) -> bool:
    """Whether Argo CD would fetch a values file."""
    scheme = _SCHEME.match(name)
    return scheme is not None and scheme[1].lower() in ("http", "https")


def plain_version(text: str) -> str:
    """A Kubernetes version as helm is told it: ``v1.33.1-eks-5`` is ``1.33.1`` (``version.ParseGeneric``)."""
    match = _VERSION.match(text)
    return match[1] if match else text


def _inside(base: str, folder: str, name: str, at: Cause) -> str:
    """A path relative to a folder, ``/`` meaning the checkout ``base``, which it must not leave."""
    scheme = _SCHEME.match(name)
    if scheme and not is_url(name):
        raise SourceRefusedError(f"the URL scheme '{scheme[1].lower()}' is not allowed", at)
    path = posixpath.normpath(posixpath.join(base, name.lstrip("/")) if name.startswith("/") else f"{folder}/{name}")
    if path == base:
        raise SourceRefusedError("path resolved to repository root, which is not allowed", at)
    outside = path == ".." or path.startswith("../") if base == "." else not path.startswith(f"{base}/")
    if outside:
        raise SourceRefusedError(f"file '{name}' resolved to outside repository root", at)
    return path


def _inline(helm: Mapping[str, Any]) -> str:
    """The inline values; with ``valuesObject`` Argo CD ignores ``values`` (``ValuesYAML``).  JSON is YAML."""
    values = helm.get("valuesObject")
    if isinstance(values, dict):
        return json.dumps(values)
    return string(helm.get("values"))


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The items of a list of strings; what is something else is empty."""
    return [item if isinstance(item, str) else "" for item in value] if isinstance(value, list) else []
