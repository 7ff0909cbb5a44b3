"""The generators whose result stands in files: list, clusters, git (``applicationset/generators``)."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from gitops_lint.argocd.applicationset.environment import (
    IN_CLUSTER,
    ClusterEntry,
    Environment,
    ExpansionError,
    UnknownError,
)
from gitops_lint.argocd.applicationset.gotemplate import StringMap, from_json
from gitops_lint.argocd.applicationset.gotemplate.values import StringList, sprint
from gitops_lint.argocd.applicationset.names import sanitize_name
from gitops_lint.argocd.applicationset.params import flatten, selects, with_values
from gitops_lint.argocd.applicationset.rendering import Engine, Params, Pointer, unresolved
from gitops_lint.argocd.applicationset.yamltext import YamlError, load_yaml
from gitops_lint.argocd.globs import PatternError, doublestar, path_match, pathspec
from gitops_lint.argocd.plain import sequence, string
from gitops_lint.argocd.secrets import SECRET_TYPE

_STATE_ANNOTATIONS = frozenset(
    [
        "argocd.argoproj.io/refresh",
        "argocd.argoproj.io/refresh-timestamp",
        "argocd.argoproj.io/hydrate",
        "argocd.argoproj.io/hydrate-timestamp",
        "argocd.argoproj.io/tracking-id",
        "argocd.argoproj.io/installation-id",
        "kubectl.kubernetes.io/last-applied-configuration",
    ]
)


def list_params(body: Mapping[str, Any], engine: Engine, pointer: Pointer) -> list[Params]:
    """The list generator: elements as they are; without goTemplate every value has to be a string."""
    out: list[Params] = []
    for index, element in enumerate(sequence(body.get("elements"))):
        at = (*pointer, "elements", index)
        if not isinstance(element, Mapping):
            raise ExpansionError("error unmarshling list element: not an object", at)
        out.append(from_json(element) if engine.go else _strings(element, at))
    text = body.get("elementsYaml")
    if isinstance(text, str) and text:
        out += _yaml_elements(text, (*pointer, "elementsYaml"))
    return out


def _strings(element: Mapping[str, Any], pointer: Pointer) -> Params:
    out: Params = {}
    for key, value in element.items():
        if key == "values":
            if not isinstance(value, Mapping):
                raise ExpansionError("error parsing values map", (*pointer, key))
            for name, item in value.items():
                out[f"values.{name}"] = _string(item, (*pointer, key, name))
        else:
            out[str(key)] = _string(value, (*pointer, key))
    return out


def _string(value: Any, pointer: Pointer) -> str:
    if not isinstance(value, str):
        raise ExpansionError(f"error parsing value as string: '{pointer[-1]}' is no string", pointer)
    return value


def _yaml_elements(text: str, pointer: Pointer) -> list[Params]:
    try:
        elements = load_yaml(text)
    except YamlError as error:
        raise ExpansionError(f"error unmarshling decoded ElementsYaml {error}", pointer) from None
    if elements is None:
        return []
    if not isinstance(elements, list) or not all(item is None or isinstance(item, dict) for item in elements):
        raise ExpansionError("error unmarshling decoded ElementsYaml: not a list of objects", pointer)
    return [from_json(item or {}) for item in elements]


def cluster_params(body: Mapping[str, Any], engine: Engine, env: Environment, pointer: Pointer) -> list[Params]:
    """The cluster generator; the local cluster has parameters only without a selector or with a Secret of its own."""
    if env.clusters is None:
        raise UnknownError("the clusters of this Argo CD are not known", pointer)
    selector = body.get("selector")
    at = (*pointer, "selector")
    selects(selector, {}, at, of_labels=True)
    chosen = {c.name: c for c in env.clusters if selects(selector, _labels(c), at, of_labels=True)}
    sets = [_cluster(cluster, engine, env) for cluster in chosen.values()]
    narrowed = isinstance(selector, Mapping) and (selector.get("matchLabels") or selector.get("matchExpressions"))
    if not narrowed and not any(cluster.server == IN_CLUSTER for cluster in chosen.values()):
        sets.append({"name": "in-cluster", "nameNormalized": "in-cluster", "server": IN_CLUSTER, "project": ""})
    sets = [with_values(params, body.get("values"), engine, pointer) for params in sets]
    return [{"clusters": sets}] if body.get("flatList") is True else sets


def _labels(cluster: ClusterEntry) -> dict[str, str]:
    return {**cluster.labels, SECRET_TYPE: "cluster"}


def _cluster(cluster: ClusterEntry, engine: Engine, env: Environment) -> Params:
    hidden = _STATE_ANNOTATIONS if env.version >= (3, 6) else frozenset[str]()
    annotations = {key: value for key, value in cluster.annotations.items() if key not in hidden}
    labels = _labels(cluster)
    params: Params = {
        "name": cluster.name,
        "nameNormalized": sanitize_name(cluster.name),
        "server": cluster.server,
        "project": cluster.project,
    }
    if engine.go:
        metadata = {"annotations": StringMap(annotations)} if cluster.annotations else {}
        return {**params, "metadata": {**metadata, "labels": StringMap(labels)}}
    params |= {f"metadata.annotations.{key}": value for key, value in annotations.items()}
    return params | {f"metadata.labels.{key}": value for key, value in labels.items()}


def git_params(body: Mapping[str, Any], engine: Engine, env: Environment, pointer: Pointer) -> list[Params]:
    """The git generator: directories if there are any items for them, else files."""
    if "matrix" in pointer and not engine.go:
        for tag in unresolved(body.get("repoURL")):
            # What the generator beside it did not replace is taken for the address itself: there is no such repository.
            raise ExpansionError(f"no generator supplies '{tag}'", (*pointer, "repoURL"))
    if sequence(body.get("directories")):
        return _git_directories(body, engine, env, pointer)
    if sequence(body.get("files")):
        return _git_files(body, engine, env, pointer)
    raise ExpansionError("ApplicationSet is empty", pointer)


def _git_directories(body: Mapping[str, Any], engine: Engine, env: Environment, pointer: Pointer) -> list[Params]:
    url, revision = str(body.get("repoURL", "")), str(body.get("revision", ""))
    known = env.repositories.directories(url, revision)
    if known is None:
        raise UnknownError(f"the directories of '{url}' are not known", (*pointer, "repoURL"))
    includes, excludes = _patterns(body.get("directories"))
    prefix = string(body.get("pathParamPrefix"))
    found = [path for path in known if any(path_match(p, path) for p in includes)]
    chosen = [path for path in found if not any(path_match(p, path) for p in excludes)]
    out = []
    for path in sorted(chosen, key=lambda name: name.split("/")):
        if not env.include_hidden_directories and any(part.startswith(".") for part in path.split("/")):
            continue
        params = {prefix: {"path": _go_path(path)}} if prefix else {"path": _go_path(path)}
        out.append(params if engine.go else _flat_path(path, prefix))
    return [with_values(params, body.get("values"), engine, pointer) for params in out]


def _git_files(body: Mapping[str, Any], engine: Engine, env: Environment, pointer: Pointer) -> list[Params]:
    url, revision = str(body.get("repoURL", "")), str(body.get("revision", ""))
    known = env.repositories.files(url, revision)
    if known is None:
        raise UnknownError(f"the files of '{url}' are not known", (*pointer, "repoURL"))
    includes, excludes = _patterns(body.get("files"))
    matches = doublestar if env.new_git_file_globbing else pathspec
    out: list[Params] = []
    try:
        chosen = [f for f in known if any(matches(p, f) for p in includes) and not any(matches(p, f) for p in excludes)]
    except PatternError as error:
        raise UnknownError(str(error), (*pointer, "files")) from None
    for path in sorted(chosen):
        data = env.repositories.read(url, revision, path)
        if data is None:
            raise UnknownError(f"the content of '{path}' is not known", (*pointer, "files"))
        for found in _objects(path, data, (*pointer, "files")):
            params = _file_params(path, found, string(body.get("pathParamPrefix")), engine)
            out.append(with_values(params, body.get("values"), engine, pointer))
    return out


def _objects(path: str, data: bytes, pointer: Pointer) -> list[Params]:
    try:
        value = load_yaml(data.decode("utf-8", "replace"))
    except YamlError as error:
        raise ExpansionError(f"unable to process file '{path}': {error}", pointer) from None
    values = value if isinstance(value, list) else [value or {} if not isinstance(value, (str, bool)) else value]
    if not all(item is None or isinstance(item, dict) for item in values):
        raise ExpansionError(f"unable to process file '{path}': neither an object nor a list of objects", pointer)
    return [from_json(item or {}) for item in values]


def _file_params(path: str, content: Params, prefix: str, engine: Engine) -> Params:
    folder = posixpath.dirname(path) or "."
    name = posixpath.basename(path)
    if engine.go:
        where = {**_go_path(folder), "filename": name, "filenameNormalized": sanitize_name(name)}
        return {**content, **({prefix: {"path": where}} if prefix else {"path": where})}
    params = {key: sprint(value) for key, value in flatten(content).items()}
    start = f"{prefix}.path" if prefix else "path"
    return {
        **params,
        **_flat_path(folder, prefix),
        f"{start}.filename": name,
        f"{start}.filenameNormalized": sanitize_name(name),
    }


def _go_path(path: str) -> Params:
    name = posixpath.basename(path)
    segments = StringList(path.split("/"))
    return {"path": path, "basename": name, "basenameNormalized": sanitize_name(name), "segments": segments}


def _flat_path(path: str, prefix: str) -> Params:
    start = f"{prefix}.path" if prefix else "path"
    name = posixpath.basename(path)
    params = {start: path, f"{start}.basename": name, f"{start}.basenameNormalized": sanitize_name(name)}
    return params | {f"{start}[{index}]": part for index, part in enumerate(path.split("/")) if part}


def _patterns(items: Any) -> tuple[list[str], list[str]]:
    entries = [item for item in sequence(items) if isinstance(item, Mapping)]
    includes = [str(item.get("path", "")) for item in entries if item.get("exclude") is not True]
    return includes, [str(item.get("path", "")) for item in entries if item.get("exclude") is True]
