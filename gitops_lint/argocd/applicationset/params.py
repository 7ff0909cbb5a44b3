"""Parameter sets: flattening, joining, selecting (``matrix.go``, ``merge.go``, ``generator_spec_processor.go``)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from gitops_lint.argocd.applicationset.environment import ExpansionError
from gitops_lint.argocd.applicationset.gotemplate.values import StringList, StringMap, sprint, to_json
from gitops_lint.argocd.applicationset.rendering import Engine, Params, Pointer
from gitops_lint.patterns import regex

_QUALIFIED = regex(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)\Z")
_SUBDOMAIN = regex(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\Z")


def flatten(params: Mapping[str, Any], flat_labels: bool = True) -> dict[str, Any]:
    """Dots between keys and indexes; before Argo CD 3.4 a map of strings (labels under goTemplate) was one leaf."""
    out: dict[str, Any] = {}
    _flatten(params, "", out, flat_labels)
    return out


def _flatten(value: Any, prefix: str, out: dict[str, Any], flat_labels: bool) -> None:
    if isinstance(value, dict) and (flat_labels or not isinstance(value, StringMap)):
        pairs = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list) and not isinstance(value, StringList):
        pairs = [(str(index), item) for index, item in enumerate(value)]
    else:
        out[prefix] = value
        return
    for key, item in pairs:
        _flatten(item, f"{prefix}.{key}" if prefix else key, out, flat_labels)


def with_values(params: Params, values: Any, engine: Engine, pointer: Pointer) -> Params:
    """Add the ``values`` of a generator, each rendered with the generator's own parameters."""
    if not isinstance(values, Mapping):
        return params
    rendered = {str(k): engine.replace(str(v), params, (*pointer, "values", k)) for k, v in values.items()}
    if engine.go:
        return {**params, "values": StringMap(rendered)} if rendered else params
    return {**params, **{f"values.{key}": value for key, value in rendered.items()}}


def combine(first: Params, second: Params, engine: Engine, pointer: Pointer) -> Params:
    """One row of a matrix: under goTemplate the first wins, else a difference is an error."""
    if engine.go:
        return merge_override(merge_override({}, second), first)
    out = {key: sprint(value) for key, value in first.items()}
    for key, value in second.items():
        text = sprint(value)
        if out.get(key, text) != text:
            raise ExpansionError(f"found duplicate key {key} with different value, a: {out[key]} ,b: {text}", pointer)
        out[key] = text
    return out


def merge_override(target: Params, source: Mapping[str, Any]) -> Params:
    """``mergo.Merge(target, source, WithOverride)``; changes and returns the target."""
    if isinstance(target, StringMap) and source and not isinstance(source, StringMap):
        raise ExpansionError("panic: a map of anything cannot be merged into a map of strings")
    for key, value in source.items():
        known = target.get(key)
        if isinstance(value, dict) and isinstance(known, dict):
            merge_override(known, value)
        else:
            target[key] = copy.deepcopy(value)
    return target


def fill(target: Any, source: Any) -> Any:
    """``mergo.Merge`` without override: what the target leaves empty comes from the source."""
    if isinstance(target, dict) and isinstance(source, dict):
        out = dict(target)
        for key, value in source.items():
            whole = key not in out or key == "valuesObject"
            out[key] = (out.get(key) or value) if whole else fill(out[key], value)
        return out
    return target or source


def by_merge_key(keys: list[str], sets: list[Params], pointer: Pointer) -> dict[str, Params]:
    """Parameter sets by the JSON of their merge keys; raises `ExpansionError` where two have the same."""
    if not keys:
        raise ExpansionError("no merge keys were specified, Merge requires at least one", pointer)
    out: dict[str, Params] = {}
    for params in sets:
        key = to_json({name: params.get(name) for name in keys})
        if key in out:
            raise ExpansionError(
                "the parameters from a generator were not unique by the given mergeKeys, "
                f"Merge requires all param sets to be unique. Duplicate key was {key}",
                pointer,
            )
        out[key] = params
    return out


def selects(selector: Any, labels: Mapping[str, Any], pointer: Pointer = (), of_labels: bool = False) -> bool:
    """Whether a label selector takes the parameters; raises `ExpansionError` for a selector Kubernetes refuses.

    Only where it selects labels (``of_labels``) its values have to be label values.
    """
    if not isinstance(selector, Mapping):
        return True
    if of_labels:
        _check_values(selector, pointer)
    wanted = selector.get("matchLabels")
    verdict = True
    if isinstance(wanted, Mapping):
        for key, value in wanted.items():
            _check_key(str(key), pointer)
            verdict = verdict and key in labels and sprint(labels[key]) == value
    rules = selector.get("matchExpressions")
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, Mapping):
            verdict = _expression(rule, labels, pointer) and verdict
    return verdict


def _expression(rule: Mapping[str, Any], labels: Mapping[str, Any], pointer: Pointer) -> bool:
    key, operator, values = str(rule.get("key", "")), rule.get("operator"), rule.get("values") or []
    _check_key(key, pointer)
    if operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
        raise ExpansionError(f'"{operator}" is not a valid pod selector operator', pointer)
    if (operator in ("In", "NotIn")) is not bool(values):
        raise ExpansionError(f"selector on '{key}': values must be set for In and NotIn, and only for them", pointer)
    if operator in ("Exists", "DoesNotExist"):
        return (key in labels) is (operator == "Exists")
    return (key in labels and sprint(labels[key]) in values) is (operator == "In")


def _check_values(selector: Mapping[str, Any], pointer: Pointer) -> None:
    wanted, rules = selector.get("matchLabels"), selector.get("matchExpressions")
    values = list(wanted.values()) if isinstance(wanted, Mapping) else []
    for rule in rules if isinstance(rules, list) else []:
        listed = rule.get("values") if isinstance(rule, Mapping) else None
        values += listed if isinstance(listed, list) else []
    for value in values:
        if isinstance(value, str) and value and not _QUALIFIED.match(value):
            raise ExpansionError(f"error converting label selector: '{value}' is not a valid label value", pointer)


def _check_key(key: str, pointer: Pointer) -> None:
    prefix, slash, name = key.rpartition("/")
    if not _QUALIFIED.match(name) or (slash and (len(prefix) > 253 or not _SUBDOMAIN.match(prefix))):
        raise ExpansionError(f"selector key '{key}' is not a qualified name", pointer)
