"""Schemas that configuration and plugins bring: folders of definitions and JSON Schemas, kubeconform's templates.

A folder holds CustomResourceDefinitions (YAML or JSON, at any name) and schemas named
``<group>/<kind>_<version>.json``; a template names the file of a kind by its parts, with the variables of kubeconform's
``-schema-location``.  Nothing is fetched, and the repository's files are read through its tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gitops_lint.apischema.definitions import PREFIX, Schema
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.patterns import regex
from gitops_lint.source.folder import Folder, files_below
from gitops_lint.source.tree import Tree, normalise

_VARIABLE: Final = regex(r"\{\{-?\s*\.(\w+)\s*-?\}\}")
_PART: Final = regex(r"[A-Za-z0-9.-]*")
_NAME: Final = regex(r"(?:.*/)?([^/]+)/([^/_]+)_([^/_]+)\.json")
_REFERENCE: Final = regex(r"#/(?:definitions|\$defs)/(.+)")
_LARGEST: Final = 8 * 1024 * 1024
_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_KEPT: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(("default", "format", "pattern", "x-kubernetes-list-type"), (str,)),
    **dict.fromkeys(("enum", "required", "x-kubernetes-list-map-keys", "x-kubernetes-validations"), (list,)),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"), (int, float)),
    **dict.fromkeys(("maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties"), (int,)),
    "uniqueItems": (bool,),
}
"""Keywords that mean the same in our dialect, with what a value of theirs is; any other value is as good as none."""


class GivenSchemas:
    """Looks for the schema of a kind where configuration and plugins say; the first place that has one wins."""

    def __init__(self, tree: Tree | None, locations: Sequence[str], folders: Sequence[Folder]) -> None:
        self._tree = tree
        self._templates = [location for location in locations if "{{" in location]
        self.definitions: list[Mapping[str, Any]] = []  #: the CustomResourceDefinitions of the folders
        self._files: dict[tuple[str, str, str], Folder] = {}
        for folder in folders:
            self._index(folder)

    def kinds(self) -> Iterator[tuple[str, str, str]]:
        """Group, version and kind in lower case of what the folders hold as JSON Schema."""
        return iter(self._files)

    def find(self, gvk: GroupVersionKind, kubernetes_version: str) -> tuple[Schema, dict[str, Schema]] | None:
        """The schema of a kind with its definitions; None where there is none."""
        if not all(_PART.fullmatch(part) for part in gvk):
            return None
        file = self._files.get((gvk.group, gvk.version, gvk.kind.lower()))
        if file is not None:
            return _read(file.read_bytes())
        for template in self._templates:
            for path in _paths(template, gvk, kubernetes_version):
                if self._tree is not None and self._tree.is_file(path):
                    return _read(self._tree.read(path))
        return None

    def _index(self, folder: Folder) -> None:
        for path, file in files_below(folder):
            named = _NAME.fullmatch(f"{folder.name}/{path}")
            if named:
                self._files.setdefault((named[1], named[3], named[2].lower()), file)
            elif path.endswith((".yaml", ".yml", ".json")):
                self.definitions.extend(_definitions(path, file))


def _definitions(path: str, file: Folder) -> Iterator[Mapping[str, Any]]:
    from gitops_lint.source.parse import parse

    try:
        data = file.read_bytes()
    except OSError:
        return
    if b"CustomResourceDefinition" in data and len(data) <= _LARGEST:
        for document in parse(path, data).documents:
            if isinstance(document.value, dict) and document.value.get("kind") == "CustomResourceDefinition":
                yield document.value


def _paths(template: str, gvk: GroupVersionKind, kubernetes_version: str) -> Iterator[str]:
    """The files that a template names for a kind: of this Kubernetes version, else of kubeconform's ``master``."""
    suffix = "-".join(part for part in (gvk.group.partition(".")[0], gvk.version) if part)
    values = {
        "Group": gvk.group or gvk.version,  # as kubeconform has it for the core group
        "KindSuffix": f"-{suffix}".lower(),
        "ResourceAPIVersion": gvk.version,
        "ResourceKind": gvk.kind.lower(),
        "StrictSuffix": "-strict",
    }
    for version in (f"v{kubernetes_version}.0", "master"):
        known = {**values, "NormalizedKubernetesVersion": version}
        path = _VARIABLE.sub(lambda found, known=known: known.get(found[1], ""), template)  # type: ignore[misc]
        try:
            yield normalise(path)
        except OSError:
            return


def _read(data: bytes) -> tuple[Schema, dict[str, Schema]] | None:
    if len(data) > _LARGEST:
        return None
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    named = {**_mappings(document.get("definitions")), **_mappings(document.get("$defs"))}
    return _plain(document, named), {name: _plain(schema, named) for name, schema in named.items()}


def _mappings(value: object) -> dict[str, dict[str, Any]]:
    return {key: item for key, item in value.items() if isinstance(item, dict)} if isinstance(value, dict) else {}


def _plain(node: Mapping[str, Any], named: Mapping[str, Any]) -> Schema:
    """A JSON Schema in our dialect; what it refers to elsewhere allows everything."""
    reference = node.get("$ref")
    if isinstance(reference, str):
        found = _REFERENCE.fullmatch(reference)
        return {"$ref": PREFIX + found[1]} if found and found[1] in named else {}
    out = _values(node)
    if "properties" in node:
        out["properties"] = {key: _plain(child, named) for key, child in _mappings(node["properties"]).items()}
    for key in ("items", "additionalProperties", "not"):
        if isinstance(node.get(key), dict):
            out[key] = _plain(node[key], named)
    if node.get("additionalProperties") is False:
        out["additionalProperties"] = False
    for key in ("allOf", "anyOf", "oneOf"):
        if isinstance(node.get(key), list):
            out[key] = [_plain(branch, named) for branch in node[key] if isinstance(branch, dict)]
    if node.get("x-kubernetes-int-or-string") is True:
        out = {key: value for key, value in out.items() if key not in ("anyOf", "oneOf")}
        out["type"] = ["integer", "string"]
    return out


def _values(node: Mapping[str, Any]) -> Schema:
    """What a schema says about the value itself."""
    out: Schema = {key: value for key, value in node.items() if isinstance(value, _KEPT.get(key, ()))}
    kinds = node.get("type")
    names = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(names, list) and all(isinstance(name, str) and name in _TYPES for name in names):
        out["type"] = kinds
    if "const" in node:
        out["enum"] = [node["const"]]
    return out
