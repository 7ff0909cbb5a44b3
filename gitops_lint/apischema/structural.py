"""CustomResourceDefinitions: from ``openAPIV3Schema`` to a JSON Schema that refuses what the API server refuses.

The dialect (JSON Schema 2020-12, what `gitops_lint.apischema.explain` and jsonschema-rs both read):

- ``additionalProperties: false`` wherever the API server prunes (apiextensions-apiserver ``schema/pruning``):
  an object without ``x-kubernetes-preserve-unknown-fields`` keeps only the fields it names; naming fields below a
  preserving node switches pruning on again;
- ``nullable`` becomes a type list; other nulls are not in the schema, because the server drops them before it
  validates, and so does `gitops_lint.apischema.compiled`;
- a required field with a default is not required: defaults come first;
- ``x-kubernetes-int-or-string``, ``-embedded-resource``, ``-list-type`` (a set becomes ``uniqueItems``), and
  ``-validations`` are kept as annotations for those who read them;
- inside ``allOf``, ``anyOf``, ``oneOf`` and ``not`` there are value checks only, nothing is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.definitions import Schema
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.values import dataclass

PRESERVE: Final = "x-kubernetes-preserve-unknown-fields"
INT_OR_STRING: Final = "x-kubernetes-int-or-string"
EMBEDDED: Final = "x-kubernetes-embedded-resource"
LIST_TYPE: Final = "x-kubernetes-list-type"

_COPIED: Final = (
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
    "multipleOf",
    "pattern",
    "uniqueItems",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-validations",
    INT_OR_STRING,
    EMBEDDED,
    PRESERVE,
    LIST_TYPE,
)
_FORMATS: Final[Mapping[str, str]] = {
    "cidr": r"^[0-9A-Fa-f:.]+/[0-9]{1,3}$",
    "date-time": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    "ipv4": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$",
    "ipv6": r"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$",
}
"""What the API server enforces of a format at the least (kube-openapi ``validation/strfmt``)."""

_TIME: Final[Schema] = {"type": ["string", "null"], "format": "date-time", "pattern": _FORMATS["date-time"]}
_STRING: Final[Schema] = {"type": "string"}
_STRINGS: Final[Schema] = {"type": "object", "additionalProperties": {"type": "string"}}

OBJECT_META: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "annotations": _STRINGS,
        "creationTimestamp": _TIME,
        "deletionGracePeriodSeconds": {"type": "integer"},
        "deletionTimestamp": _TIME,
        "finalizers": {"type": "array", "items": _STRING},
        "generateName": _STRING,
        "generation": {"type": "integer"},
        "labels": _STRINGS,
        "managedFields": {"type": "array"},
        "name": _STRING,
        "namespace": _STRING,
        "ownerReferences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["apiVersion", "kind", "name", "uid"],
                "properties": {
                    "apiVersion": _STRING,
                    "blockOwnerDeletion": {"type": "boolean"},
                    "controller": {"type": "boolean"},
                    "kind": _STRING,
                    "name": _STRING,
                    "uid": _STRING,
                },
            },
        },
        "resourceVersion": _STRING,
        "selfLink": _STRING,
        "uid": _STRING,
    },
}
"""What every object's ``metadata`` may hold (apimachinery ``meta/v1 ObjectMeta``)."""

_TYPES: Final = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_INTEGER_RANGES: Final = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _bounds(node: Mapping[str, Any], out: Schema) -> None:
    """OpenAPI v3.0 writes ``exclusiveMinimum: true``, JSON Schema 2020-12 the number itself."""
    for plain, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit = node.get(plain)
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            out[exclusive if node.get(exclusive) is True else plain] = limit
    low, high = _INTEGER_RANGES.get(str(node.get("format")), (None, None))
    if low is not None and high is not None and node.get("type") == "integer":
        out.setdefault("minimum", low)
        out.setdefault("maximum", high)


def _copied(node: Mapping[str, Any]) -> Schema:
    """The keywords that mean the same in both dialects; a value that makes no sense is as good as none."""
    out: Schema = {}
    for key in _COPIED:
        value = node.get(key)
        match key:
            case "enum" | "x-kubernetes-list-map-keys" | "x-kubernetes-validations":
                usable = isinstance(value, list)
            case "format" | "pattern" | "x-kubernetes-list-type":
                usable = isinstance(value, str)
            case "multipleOf":
                usable = isinstance(value, int | float) and value > 0
            case _ if key.startswith(("min", "max")):
                usable = isinstance(value, int) and value >= 0
            case _:
                usable = value is True
        if usable:
            out[key] = value
    if "pattern" not in out and out.get("format") in _FORMATS and node.get("type") == "string":
        out["pattern"] = _FORMATS[out["format"]]
    return out


def _is_type_union(branches: object) -> bool:
    """``anyOf: [{type: integer}, {type: string}]``: what controller-gen writes beside int-or-string."""
    names = {str(branch) for branch in _items(branches)}
    return names == {"{'type': 'integer'}", "{'type': 'string'}"}


def _junctors(node: Mapping[str, Any], out: Schema) -> None:
    for key in ("allOf", "anyOf", "oneOf"):
        branches = _items(node.get(key))
        if node.get(INT_OR_STRING) and _is_type_union(branches):
            continue
        converted = [_value_check(branch) for branch in branches if isinstance(branch, Mapping)]
        if node.get(INT_OR_STRING):
            converted = [branch for branch in converted if not _is_type_union(branch.get("anyOf"))]
        if converted:
            out[key] = converted
    if isinstance(node.get("not"), Mapping):
        out["not"] = _value_check(node["not"])


def _value_check(node: Mapping[str, Any]) -> Schema:
    """A schema inside a junctor: it says something about values and names no new fields."""
    out = _copied(node)
    if str(node.get("type")) in _TYPES:
        out["type"] = node["type"]
    required = [name for name in _items(node.get("required")) if isinstance(name, str)]
    if required:
        out["required"] = required
    _bounds(node, out)
    _junctors(node, out)
    properties = {key: _value_check(child) for key, child in _named(node).items() if child}
    if properties:
        out["properties"] = properties
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), Mapping):
            out[key] = _value_check(node[key])
    if node.get("additionalProperties") is False:
        out["additionalProperties"] = False
    return out


def convert(node: Mapping[str, Any], *, closed: bool = True) -> Schema:
    """One node of a structural schema.  ``closed`` false: nothing is pruned (``spec.preserveUnknownFields: true``)."""
    out = _copied(node)
    kind = str(node.get("type"))
    if node.get(INT_OR_STRING):
        out["type"] = ["integer", "string"]
    elif kind in _TYPES:
        out["type"] = kind
    if node.get("nullable") is True and "type" in out:
        out["type"] = [*(out["type"] if isinstance(out["type"], list) else [out["type"]]), "null"]
        if isinstance(out.get("enum"), list) and None not in out["enum"]:
            out["enum"] = [*out["enum"], None]
    if isinstance(node.get("default"), str | int | float):
        out["default"] = node["default"]  # a list item's key may rest on it
    _bounds(node, out)
    _junctors(node, out)
    if out.get(LIST_TYPE) == "set":
        out["uniqueItems"] = True
    if isinstance(node.get("items"), Mapping):
        out["items"] = convert(node["items"], closed=closed)
    if kind == "object" or "properties" in node or "additionalProperties" in node:
        _fields(node, out, closed)
    return out


def _named(node: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The schemas of a node's properties by name."""
    held = _mapping(node.get("properties"))
    return {name: _mapping(child) for name, child in held.items() if isinstance(name, str)}


def _fields(node: Mapping[str, Any], out: Schema, closed: bool) -> None:
    properties = {key: convert(child, closed=closed) for key, child in _named(node).items()}
    defaulted = {key for key, child in _named(node).items() if "default" in child}
    required = [name for name in _items(node.get("required")) if isinstance(name, str) and name not in defaulted]
    if node.get(EMBEDDED):
        properties = {"apiVersion": _STRING, "kind": _STRING, "metadata": OBJECT_META} | properties
        required = sorted({*required, "apiVersion", "kind"})
    if properties:
        out["properties"] = properties
    if required:
        out["required"] = required
    more = node.get("additionalProperties")
    if isinstance(more, Mapping):
        out["additionalProperties"] = convert(more, closed=closed)
    elif more is None and closed and not node.get(PRESERVE):
        out["additionalProperties"] = False


def convert_root(node: Mapping[str, Any], gvk: GroupVersionKind, *, closed: bool = True) -> Schema:
    """The schema of a whole object: identity and metadata belong to every one."""
    out = convert({**node, "type": "object"}, closed=closed)
    properties = dict(out.get("properties") or {})
    wanted_name = _mapping(_mapping(properties.get("metadata")).get("properties")).get("name")
    metadata = OBJECT_META
    if isinstance(wanted_name, dict):
        metadata = {**OBJECT_META, "properties": {**OBJECT_META["properties"], "name": wanted_name}}
    properties |= {
        "apiVersion": {"type": "string", "enum": [gvk.api_version]},
        "kind": {"type": "string", "enum": [gvk.kind]},
        "metadata": metadata,
    }
    return {**out, "properties": properties}


@dataclass(frozen=True, slots=True)
class CustomKind:
    """One version of one custom kind."""

    gvk: GroupVersionKind
    plural: str
    namespaced: bool
    served: bool
    schema: Schema | None  #: None where the definition has no schema: anything goes
    deprecated: str = ""  #: the warning that the API server prints for this version


def deprecation(version: Mapping[str, Any], gvk: GroupVersionKind) -> str:
    """The warning for objects of a version that its definition calls deprecated; empty for others."""
    if version.get("deprecated") is not True:
        return ""
    return str(version.get("deprecationWarning") or f"{gvk.api_version} {gvk.kind} is deprecated")


def custom_kinds(crd: Mapping[str, Any]) -> Iterator[CustomKind]:
    """Every version of a CustomResourceDefinition, ``v1`` or ``v1beta1``; nothing for one that is not readable."""
    spec = _mapping(crd.get("spec"))
    names = _mapping(spec.get("names"))
    group, kind = spec.get("group"), names.get("kind")
    if not isinstance(group, str) or not isinstance(kind, str):
        return
    old = str(crd.get("apiVersion")).endswith("/v1beta1")
    closed = spec.get("preserveUnknownFields", old) is False
    versions = [entry for entry in _items(spec.get("versions")) if isinstance(entry, Mapping)]
    if not versions and isinstance(spec.get("version"), str):
        versions = [{"name": spec["version"], "served": True}]
    for entry in versions:
        if not isinstance(entry.get("name"), str):
            continue
        gvk = GroupVersionKind(group, entry["name"], kind)
        shared = _mapping(spec.get("validation")).get("openAPIV3Schema")
        schema = _mapping(entry.get("schema")).get("openAPIV3Schema", shared)
        yield CustomKind(
            gvk=gvk,
            plural=str(names.get("plural") or ""),
            namespaced=spec.get("scope") != "Cluster",
            served=entry.get("served") is not False,
            schema=convert_root(schema, gvk, closed=closed) if isinstance(schema, Mapping) else None,
            deprecated=deprecation(entry, gvk),
        )
