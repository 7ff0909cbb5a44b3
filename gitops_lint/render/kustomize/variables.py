"""``vars``: ``$(NAME)`` in fields that may hold it.  Source: ``api/filters/refvar``, ``api/types/var.go``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.edit import MISSING
from gitops_lint.render.kustomize.fieldspec import Config, places
from gitops_lint.render.kustomize.references import field_value
from gitops_lint.render.kustomize.replacements import smart_path
from gitops_lint.render.kustomize.resid import Gvk, ResId, split_api_version
from gitops_lint.render.kustomize.resource import Resource, scalar_text
from gitops_lint.values import dataclass


class VariableError(ValueError):
    """A variable is declared twice, or names nothing."""

    def __init__(self, message: str, cause: Cause) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Variable:
    """One entry of ``vars``."""

    name: str
    path: str
    cause: Cause


def declare(resources: Sequence[Resource], entry: Mapping[str, Any], cause: Cause) -> Variable:
    """Read an entry and mark the object it names.  Raises `VariableError`."""
    target = entry.get("objref") or {}
    version = target.get("apiVersion") or ""
    group, plain = split_api_version(version) if version else (target.get("group") or "", target.get("version") or "")
    wanted = ResId(Gvk(group, plain, target.get("kind") or ""), target.get("name") or "", target.get("namespace") or "")
    matching = [
        resource
        for resource in resources
        if any(_is_target(one, wanted) for one in (*resource.previous_ids, resource.id))
    ]
    name = entry.get("name") or ""
    if len(matching) > 1:
        raise VariableError(f"found {len(matching)} resId matches for var '{name}' (unable to disambiguate)", cause)
    for resource in matching:
        resource.variables = (*resource.variables, name)
    return Variable(name, (entry.get("fieldref") or {}).get("fieldPath") or "metadata.name", cause)


def _is_target(one: ResId, wanted: ResId) -> bool:
    if one.name != wanted.name or one.gvk != wanted.gvk:
        return False
    return not wanted.namespace or one.effective_namespace == wanted.effective_namespace


def resolve_variables(resources: Sequence[Resource], variables: Mapping[str, Variable], config: Config) -> None:
    """Put the variables' values into the fields that may hold them.  Raises `VariableError`."""
    values = {name: _value(resources, variables[name]) for name in sorted(variables)}
    if not values:
        return
    for resource in resources:
        for spec in config.of("varReference", resource.gvk):
            for pointer in places(resource.value, spec.parts):
                _replace_below(resource, pointer, values)


def _value(resources: Sequence[Resource], variable: Variable) -> tuple[Any, tuple[Cause, ...]]:
    for resource in resources:
        if variable.name in resource.variables:
            pointer, value = field_value(resource, smart_path(variable.path))
            if value is MISSING:
                message = f"field specified in var '{variable.name}' not found in corresponding resource"
                raise VariableError(message, variable.cause)
            return value, (variable.cause, *resource.trace(pointer))
    message = f"var '{variable.name}' cannot be mapped to a field in the set of known resources"
    raise VariableError(message, variable.cause)


def _replace_below(resource: Resource, pointer: Pointer, values: Mapping[str, tuple[Any, tuple[Cause, ...]]]) -> None:
    value = resource.get(pointer)
    if isinstance(value, dict):
        keys: Sequence[str | int] = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    else:
        _replace_one(resource, pointer, values)
        return
    for key in keys:
        _replace_one(resource, (*pointer, key), values)


def _replace_one(resource: Resource, pointer: Pointer, values: Mapping[str, tuple[Any, tuple[Cause, ...]]]) -> None:
    text = resource.get(pointer)
    if not isinstance(text, str) or "$" not in text:
        return
    used: list[Cause] = []
    new = expand(text, values, used)
    if used:
        resource.put(pointer, new, used[0], *used[1:])
    elif new != text:
        resource.retype(pointer, new)


def expand(text: str, values: Mapping[str, tuple[Any, tuple[Cause, ...]]], used: list[Cause]) -> Any:
    """The text with its ``$(NAME)`` replaced; a variable that is all of the text keeps its type."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "$" or at + 1 == len(text):
            parts.append(text[at])
            at += 1
            continue
        following = text[at + 1]
        end = text.find(")", at + 2) if following == "(" else -1
        if end < 0:
            parts.append("$" if following == "$" else "$" + following)
            at += 2
            continue
        name = text[at + 2 : end]
        value, causes = values.get(name, (MISSING, ()))
        if isinstance(value, (str, int, float)):
            used.extend(causes)
            if text == f"$({name})":
                return value
            parts.append(scalar_text(value))
        else:
            parts.append(f"$({name})")
        at = end + 1
    return "".join(parts)
