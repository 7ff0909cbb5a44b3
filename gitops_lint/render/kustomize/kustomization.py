"""The kustomization file: its fields, their types, which are deprecated.

Source: ``api/types/kustomization.go`` and the types it is made of.  Keys match without regard to case, as Go's JSON
decoder has it; unknown fields are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")

_TEXTS = ["string"]
_MAP = {"*": "string"}
_SELECTOR = dict.fromkeys(
    ["group", "version", "kind", "name", "namespace", "annotationSelector", "labelSelector"], "string"
)
_PATCH = {
    "path": "string",
    "patch": "string",
    "target": _SELECTOR,
    "options": {"allowNameChange": "boolean", "allowKindChange": "boolean"},
}
_GENERATOR_OPTIONS = {
    "labels": _MAP, "annotations": _MAP, "disableNameSuffixHash": "boolean", "immutable": "boolean",
}  # fmt: skip
_GENERATOR = {
    "namespace": "string", "name": "string", "behavior": "string", "literals": _TEXTS, "files": _TEXTS,
    "envs": _TEXTS, "env": "string", "options": _GENERATOR_OPTIONS,
}  # fmt: skip
_FIELD_SPEC = {"group": "string", "version": "string", "kind": "string", "path": "string", "create": "boolean"}
_FIELD_OPTIONS = {"delimiter": "string", "index": "integer", "encoding": "string", "create": "boolean"}
_IMAGE = dict.fromkeys(("name", "newName", "tagSuffix", "newTag", "digest"), "string")
_REPLACEMENT = {
    "path": "string",
    "source": {
        "group": "string", "version": "string", "kind": "string", "name": "string", "namespace": "string",
        "fieldPath": "string", "options": _FIELD_OPTIONS,
    },
    "targets": [{"select": _SELECTOR, "reject": [_SELECTOR], "fieldPaths": _TEXTS, "options": _FIELD_OPTIONS}],
    "sourceValue": "string",
}  # fmt: skip
_HELM_CHART = {
    "name": "string", "version": "string", "repo": "string", "releaseName": "string", "namespace": "string",
    "additionalValuesFiles": _TEXTS, "valuesFile": "string", "valuesInline": {"*": "any"}, "valuesMerge": "string",
    "includeCRDs": "boolean", "skipHooks": "boolean", "apiVersions": _TEXTS, "kubeVersion": "string",
    "nameTemplate": "string", "skipTests": "boolean", "debug": "boolean", "devel": "boolean",
}  # fmt: skip
_OLD_HELM_CHART = {
    **dict.fromkeys(("chartName", "chartVersion", "chartRepoUrl", "chartHome", "chartRepoName", "helmBin"), "string"),
    **dict.fromkeys(("helmHome", "values", "valuesMerge", "releaseName", "releaseNamespace"), "string"),
    "valuesLocal": {"*": "any"},
    "extraArgs": _TEXTS,
}
_VAR = {
    "name": "string",
    "objref": {
        "apiVersion": "string", "group": "string", "version": "string", "kind": "string", "name": "string",
        "namespace": "string",
    },
    "fieldref": {"fieldPath": "string"},
}  # fmt: skip

REPLACEMENT: Mapping[str, Any] = _REPLACEMENT
"""The fields of an entry of ``replacements``; a file of them has the same."""

FIELDS: Mapping[str, Any] = {
    "apiVersion": "string", "kind": "string", "openapi": _MAP, "namePrefix": "string", "nameSuffix": "string",
    "metadata": {"name": "string", "namespace": "string", "labels": _MAP, "annotations": _MAP},
    "namespace": "string", "commonLabels": _MAP, "commonAnnotations": _MAP,
    "labels": [{"pairs": _MAP, "includeSelectors": "boolean", "includeTemplates": "boolean", "fields": [_FIELD_SPEC]}],
    "patchesStrategicMerge": _TEXTS, "patchesJson6902": [_PATCH], "patches": [_PATCH], "images": [_IMAGE],
    "imageTags": [_IMAGE], "replacements": [_REPLACEMENT], "replicas": [{"name": "string", "count": "integer"}],
    "vars": [_VAR],
    "sortOptions": {"order": "string", "legacySortOptions": {"orderFirst": _TEXTS, "orderLast": _TEXTS}},
    "resources": _TEXTS, "components": _TEXTS, "crds": _TEXTS, "bases": _TEXTS, "configMapGenerator": [_GENERATOR],
    "secretGenerator": [{**_GENERATOR, "type": "string"}],
    "helmGlobals": {"chartHome": "string", "configHome": "string"}, "helmCharts": [_HELM_CHART],
    "helmChartInflationGenerator": [_OLD_HELM_CHART], "generatorOptions": _GENERATOR_OPTIONS,
    "configurations": _TEXTS, "generators": _TEXTS, "transformers": _TEXTS, "validators": _TEXTS,
    "buildMetadata": _TEXTS,
}  # fmt: skip

DEPRECATED: Mapping[str, str] = {
    "bases": "resources",
    "commonLabels": "labels",
    "imageTags": "images",
    "patchesJson6902": "patches",
    "patchesStrategicMerge": "patches",
    "vars": "replacements",
    "helmChartInflationGenerator": "helmCharts",
}
"""Fields that kustomize warns about (the last one it converts silently), and what takes their place."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something that Go's decoder refuses."""

    rule: str
    pointer: Pointer
    message: str
    on_key: bool = False


def decoded(value: Any, spec: Any, found: list[FieldProblem], pointer: Pointer = ()) -> Any:
    """The value with its keys as the types spell them and without nulls; what does not fit is reported and left out."""
    if value is None:
        return None
    if isinstance(spec, dict):
        return _decoded_mapping(value, spec, found, pointer)
    if isinstance(spec, list):
        if not isinstance(value, list):
            return _mismatch(value, "array", found, pointer)
        items = [decoded(item, spec[0], found, (*pointer, index)) for index, item in enumerate(value)]
        zero: Any = "" if spec[0] == "string" else {}
        return [zero if item is None else item for item in items]
    fits = {
        "any": True,
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
    }
    return value if fits[spec] else _mismatch(value, spec, found, pointer)


def _decoded_mapping(value: Any, spec: dict[str, Any], found: list[FieldProblem], pointer: Pointer) -> Any:
    if not isinstance(value, dict):
        return _mismatch(value, "object", found, pointer)
    if "*" in spec:
        fields = {str(key): decoded(below, spec["*"], found, (*pointer, key)) for key, below in value.items()}
        return {key: "" if below is None and spec["*"] == "string" else below for key, below in fields.items()}
    result = {}
    folded = {name.casefold(): name for name in spec}
    for key, below in value.items():
        name = key if key in spec else folded.get(str(key).casefold())
        if name is None:
            message = f"unknown field '{key}'{_suggestion(str(key), spec)}"
            found.append(FieldProblem("kustomization-unknown-field", (*pointer, key), message, on_key=True))
            continue
        fitting = decoded(below, spec[name], found, (*pointer, key))
        if fitting is not None:
            result[name] = fitting
    return result


def _mismatch(value: Any, wanted: str, found: list[FieldProblem], pointer: Pointer) -> None:
    names = {bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    name = ".".join(str(part) for part in pointer if isinstance(part, str))
    message = f"cannot unmarshal {names.get(type(value), 'value')} into field '{name}' of type {wanted}"
    found.append(FieldProblem("kustomization-field-type", pointer, message))


def _suggestion(key: str, spec: Mapping[str, Any]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, list(spec), n=1, cutoff=0.75)
    return f", did you mean '{close[0]}'?" if close else ""


def check_type(value: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """What kustomize demands of apiVersion and kind."""
    kind = value.get("kind") or "Kustomization"
    if kind not in ("Kustomization", "Component"):
        yield FieldProblem("kustomization-kind", ("kind",), "kind should be Kustomization or Component")
    version = value.get("apiVersion")
    wanted = "kustomize.config.k8s.io/v1alpha1" if kind == "Component" else "kustomize.config.k8s.io/v1beta1"
    if version and version != wanted:
        yield FieldProblem("kustomization-kind", ("apiVersion",), f"apiVersion for {kind} should be {wanted}")


def is_empty(value: Mapping[str, Any]) -> bool:
    """Whether it says nothing but its type; kustomize refuses that."""
    return not any(below not in ("", False) for name, below in value.items() if name not in ("apiVersion", "kind"))
