"""``templatePatch``: a strategic merge patch on an Application (``applicationset/controllers/template/patch.go``)."""

from __future__ import annotations

import json
from typing import Any

from gitops_lint.argocd.applicationset.environment import ExpansionError, UnknownError
from gitops_lint.argocd.applicationset.rendering import Pointer
from gitops_lint.argocd.applicationset.yamltext import YamlError, load_yaml
from gitops_lint.argocd.plain import mapping


def apply_patch(application: dict[str, Any], text: str, pointer: Pointer) -> dict[str, Any]:
    """The patched Application: lists are replaced, finalizers united, the project kept.

    Raises `ExpansionError` for what does not parse, `UnknownError` for directives (``$patch`` …).
    """
    patch = _load(text, pointer)
    patched = _merge(application, patch, (), pointer)
    project = mapping(application.get("spec")).get("project")
    spec = patched.get("spec")
    if isinstance(spec, dict):
        spec.pop("project", None)
        if project is not None:
            spec["project"] = project
    return patched


def _load(text: str, pointer: Pointer) -> dict[str, Any]:
    try:
        value = json.loads(text) if text.strip().startswith("{") else load_yaml(text)
    except (YamlError, ValueError) as error:
        raise ExpansionError(f"invalid templatePatch: {error}", pointer) from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ExpansionError("invalid templatePatch: it must be an object", pointer)
    return value


def _merge(original: dict[str, Any], patch: dict[str, Any], at: tuple[str, ...], pointer: Pointer) -> dict[str, Any]:
    out = dict(original)
    for key, value in patch.items():
        if str(key).startswith("$"):
            raise UnknownError(f"the patch directive '{key}' is not modelled", pointer)
        known = out.get(key)
        if value is None:
            out.pop(key, None)
        elif isinstance(value, dict) and isinstance(known, dict):
            if key == "valuesObject":
                raise ExpansionError("unable to find api field in struct RawExtension", pointer)
            out[key] = _merge(known, value, (*at, key), pointer)
        elif (*at, key) == ("metadata", "finalizers") and isinstance(value, list) and isinstance(known, list):
            out[key] = [*value, *(item for item in known if item not in value)]
        else:
            out[key] = _without_nulls(value) if isinstance(value, dict) else value
    return out


def _without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    kept = {key: item for key, item in value.items() if item is not None}
    return {key: _without_nulls(item) if isinstance(item, dict) else item for key, item in kept.items()}
