"""CustomResourceDefinitions (apiextensions-apiserver ``apis/apiextensions/validation``, ``apiserver/schema``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import invalid, label_1035, subdomain
from gitops_lint.apischema.apivalidation.reading import entries, mapping, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError
from gitops_lint.finding import Pointer

_FORBIDDEN: Final = ("$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties")
_APPROVED: Final = "api-approved.kubernetes.io"
_DEPTH: Final = 60


def definition_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """Names, versions and schemas of a definition."""
    if not str(value.get("apiVersion")).endswith("/v1"):
        return
    spec = mapping(value, "spec")
    yield from _name_errors(value, spec)
    if spec.get("preserveUnknownFields") is True:
        message = (
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
        )
        yield SchemaError("invalid-value", ("spec", "preserveUnknownFields"), f"Invalid value: true: {message}")
    yield from _version_errors(spec)


def _name_errors(value: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[SchemaError]:
    group, names = text(spec.get("group")), mapping(spec, "names")
    if group and (problem := subdomain(group)):
        yield invalid(("spec", "group"), group, problem)
    elif group and "." not in group:
        yield invalid(("spec", "group"), group, "should be a domain with at least one dot")
    plural, name = text(names.get("plural")), text(mapping(value, "metadata").get("name"))
    if plural and group and name and name != f"{plural}.{group}":
        yield invalid(("metadata", "name"), name, 'must be spec.names.plural+"."+spec.group')
    for field in ("plural", "singular", "kind", "listKind"):
        known = text(names.get(field))
        if known and (problem := label_1035(known.lower() if field.endswith("ind") else known)):
            yield invalid(("spec", "names", field), known, problem)
    if group.endswith((".k8s.io", ".kubernetes.io")) or group in ("k8s.io", "kubernetes.io"):
        yield from _approval_errors(mapping(value, "metadata"))
    kind = text(names.get("kind"))
    if kind and kind == names.get("listKind"):
        yield invalid(("spec", "names", "listKind"), kind, "kind and listKind may not be the same")


def _approval_errors(metadata: Mapping[str, Any]) -> Iterator[SchemaError]:
    """Groups of the Kubernetes community need the address of their approval, or the word that there is none."""
    annotation = mapping(metadata, "annotations").get(_APPROVED)
    words = f"protected groups must have approval annotation '{_APPROVED}'"
    if not annotation:
        at: Pointer = ("metadata", "annotations") if mapping(metadata, "annotations") else ("metadata",)
        yield SchemaError("missing-field", at, f"{REQUIRED}: {words}", field=_APPROVED)
    elif text(annotation) and not annotation.startswith("unapproved") and "://" not in annotation:
        at = ("metadata", "annotations", _APPROVED)
        yield invalid(at, annotation, f"{words} with either a URL or a reason starting with 'unapproved'")


def _version_errors(spec: Mapping[str, Any]) -> Iterator[SchemaError]:
    versions = list(entries(spec.get("versions")))
    if versions and sum(version.get("storage") is True for _, version in versions) != 1:
        message = "Invalid value: must have exactly one version marked as storage version"
        yield SchemaError("invalid-value", ("spec", "versions"), message)
    seen: set[str] = set()
    for index, version in versions:
        here = ("spec", "versions", index)
        name = text(version.get("name"))
        if name and (problem := label_1035(name)):
            yield invalid((*here, "name"), name, problem)
        if name and name in seen:
            yield SchemaError(
                "duplicate-item", (*here, "name"), "Invalid value: must contain unique version names", got=name
            )
        seen.add(name)
        schema = mapping(version, "schema").get("openAPIV3Schema")
        if schema is None:
            place = (*here, "schema") if isinstance(version.get("schema"), dict) else here
            yield SchemaError("missing-field", place, f"{REQUIRED}: schemas are required", field="openAPIV3Schema")
        elif isinstance(schema, dict):
            at = (*here, "schema", "openAPIV3Schema")
            if schema.get("type") not in ("object", None):
                yield invalid((*at, "type"), schema.get("type"), "must be object at the root")
            yield from _structure_errors(schema, at, 0)


def _structure_errors(node: Mapping[str, Any], at: Pointer, depth: int) -> Iterator[SchemaError]:
    """What makes a schema structural: every node has a type and names its fields in one way."""
    if depth > _DEPTH:
        return
    if not node.get("type") and not any(
        node.get(f"x-kubernetes-{word}") is True for word in ("int-or-string", "preserve-unknown-fields")
    ):
        where = (
            "at the root" if not depth else f"for specified {'array items' if at[-1] == 'items' else 'object fields'}"
        )
        yield SchemaError("missing-field", at, f"{REQUIRED}: must not be empty {where}", field="type")
    yield from _keyword_errors(node, at)
    for key, child in mapping(node, "properties").items():
        if isinstance(child, dict) and isinstance(key, str):
            yield from _structure_errors(child, (*at, "properties", key), depth + 1)
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from _structure_errors(node[key], (*at, key), depth + 1)


def _keyword_errors(node: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    """Keywords that exclude or need each other, and those that the API server does not know."""
    if mapping(node, "properties") and (
        node.get("additionalProperties") is False or mapping(node, "additionalProperties")
    ):
        message = "Forbidden: additionalProperties and properties are mutual exclusive"
        yield SchemaError("forbidden", (*at, "additionalProperties"), message)
    for field in _FORBIDDEN:
        if node.get(field):
            yield SchemaError("forbidden", (*at, field), f"Forbidden: {field} is not supported")
    if node.get("uniqueItems") is True:
        message = "Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        yield SchemaError("forbidden", (*at, "uniqueItems"), message)
    if node.get("x-kubernetes-list-type") == "map" and not node.get("x-kubernetes-list-map-keys"):
        message = f"{REQUIRED}: must not be empty if x-kubernetes-list-type is map"
        yield SchemaError("missing-field", at, message, field="x-kubernetes-list-map-keys")
    if node.get("type") == "array" and node.get("items") is None:
        yield SchemaError("missing-field", at, f"{REQUIRED}: must be specified", field="items")
    if isinstance(node.get("items"), list):
        yield SchemaError("forbidden", (*at, "items"), "Forbidden: items must be a schema object and not an array")
