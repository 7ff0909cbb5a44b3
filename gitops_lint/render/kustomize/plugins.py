"""Transformers configured in files of their own: kustomize's built-in ones; all others are disabled by default.

Source: ``api/internal/plugins/loader``, ``api/internal/builtins``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.fieldspec import Config, read_specs
from gitops_lint.render.kustomize.kustomization import FIELDS, FieldProblem, decoded
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import UnsupportedError
from gitops_lint.render.kustomize.target import Target
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Plugin:
    """A configured transformer, put as a kustomization that does the same."""

    target: Target
    config: Config
    subjects: str = "defaultOnly"  #: which subjects of role bindings move with the namespace
    unset_only: bool = False  #: whether only objects without a namespace get one


class PluginDisabledError(ValueError):
    """A plugin that is not kustomize's own."""


# kind -> the kustomization's field, whether that is a list of which this is one entry, the configuration's field
_FIELDS = {
    "LabelTransformer": ("commonLabels", False, "labels"),
    "AnnotationsTransformer": ("commonAnnotations", False, "annotations"),
    "PrefixTransformer": ("namePrefix", False, "prefix"),
    "SuffixTransformer": ("nameSuffix", False, "suffix"),
    "ImageTagTransformer": ("images", True, "imageTag"),
    "ReplicaCountTransformer": ("replicas", True, "replica"),
    "ReplacementTransformer": ("replacements", False, "replacements"),
}


def read_plugin(configuration: Resource, user: Target) -> Plugin:
    """What a configuration object asks for.  Raises `PluginDisabledError` and `UnsupportedError`."""
    if configuration.value.get("apiVersion") != "builtin":
        kind = configuration.kind
        raise PluginDisabledError(f"external plugins disabled; unable to load external plugin '{kind}'")
    value, kind, cause = configuration.value, configuration.kind, configuration.first
    specs = read_specs(value.get("fieldSpecs"))
    if kind in _FIELDS:
        field, is_list, own = _FIELDS[kind]
        content = value.get(own)
        place = (field, 0) if is_list else (field,)
        fields = {field: [content] if is_list else content} if content else {}
        return Plugin(_target(user, fields, {place: cause.below((own,))}), Config({field: specs}, ()))
    if kind == "NamespaceTransformer":
        namespace = configuration.namespace
        target = _target(user, {"namespace": namespace}, {("namespace",): cause.below(("metadata", "namespace"))})
        subjects = value.get("setRoleBindingSubjects") or "defaultOnly"
        return Plugin(target, Config({"namespace": specs}, ()), str(subjects), value.get("unsetOnly") is True)
    return Plugin(_patch_target(kind, value, cause, user), Config({}, ()))


def _patch_target(kind: str, value: Mapping[str, Any], cause: Cause, user: Target) -> Target:
    if kind == "PatchTransformer":
        entry = {key: value[key] for key in ("path", "patch", "target", "options") if value.get(key)}
        return _target(user, {"patches": [entry]}, {("patches", 0): cause})
    if kind == "PatchJson6902Transformer":
        entry = {key: value[key] for key in ("path", "target") if value.get(key)}
        if value.get("jsonOp"):
            entry["patch"] = value["jsonOp"]
        return _target(user, {"patchesJson6902": [entry]}, {("patchesJson6902", 0): cause})
    if kind == "PatchStrategicMergeTransformer":
        paths = [path for path in value.get("paths") or () if isinstance(path, str)]
        causes: dict[Pointer, Cause] = {("patchesStrategicMerge",): cause.below(("paths",))}
        if isinstance(value.get("patches"), str):
            causes["patchesStrategicMerge", len(paths)] = cause.below(("patches",))
            paths = [*paths, value["patches"]]
        return _target(user, {"patchesStrategicMerge": paths}, causes)
    raise UnsupportedError(f"transformer '{kind}'")


def _target(user: Target, fields: dict[str, Any], causes: Mapping[Pointer, Cause]) -> Target:
    found: list[FieldProblem] = []
    fields = decoded(fields, dict(FIELDS), found)
    if found:
        raise UnsupportedError(f"a transformer whose configuration is malformed: {found[0].message}")
    renamed = {pointer: Cause("transformer", one.path, one.document, one.pointer) for pointer, one in causes.items()}
    return Target(user.folder, user.path, fields, user.document, (), renamed)
