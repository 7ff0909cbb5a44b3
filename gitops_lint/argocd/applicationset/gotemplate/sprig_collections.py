"""Sprig's functions of lists and dictionaries, its defaults, JSON and reflection."""

from __future__ import annotations

import copy
import json
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Signature
from gitops_lint.argocd.applicationset.gotemplate.sprig_numbers import to_int
from gitops_lint.argocd.applicationset.gotemplate.sprig_strings import strings_of
from gitops_lint.argocd.applicationset.gotemplate.values import (
    NilMap,
    StringList,
    from_json,
    go_type,
    is_empty,
    kind,
    sprint,
    to_json,
)


def _list(value: Any, verb: str) -> list[Any]:
    if not isinstance(value, list):
        raise TemplateError(f"Cannot {verb} on type {kind(value)}")
    return value


def _same(first: Any, second: Any) -> bool:
    """``reflect.DeepEqual``: values of different types are different."""
    if go_type(first) != go_type(second):
        return False
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
    if isinstance(first, list):
        return len(first) == len(second) and all(map(_same, first, second))
    return bool(first == second)


def _dict(*parts: Any) -> dict[str, Any]:
    out = {}
    for index in range(0, len(parts), 2):
        out[sprint(parts[index])] = parts[index + 1] if index + 1 < len(parts) else ""
    return out


def _set(target: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Changes the dictionary itself, as Go's map does."""
    if isinstance(target, NilMap):
        raise TemplateError("assignment to entry in nil map")
    target[key] = value
    return target


def _unset(target: dict[str, Any], key: str) -> dict[str, Any]:
    target.pop(key, None)
    return target


def _keys(*dicts: dict[str, Any]) -> StringList:
    names = StringList(key for source in dicts for key in source)
    _ordered(names)
    return names


def _ordered(items: Any) -> Any:
    if len(items) > 1:
        raise UnsupportedTemplateError("the random order of a dictionary")
    return items


def _dig(*parts: Any) -> Any:
    if len(parts) < 3:
        raise TemplateError("dig needs at least three arguments")
    *path, default, source = parts
    for key in path:
        if go_type(source) != "map[string]interface {}" or not isinstance(key, str):
            raise TemplateError("interface conversion: wrong type in dig")
        if key not in source:
            return default
        source = source[key]
    return source


def _slice(items: Any, *bounds: Any) -> Any:
    values = _list(items, "slice")
    if not values:
        return None
    start = to_int(bounds[0]) if bounds else 0
    end = to_int(bounds[1]) if len(bounds) > 1 else len(values)
    if not 0 <= start <= end <= len(values):
        raise TemplateError("slice bounds out of range")
    return type(values)(values[start:end])


def _uniq(items: Any) -> list[Any]:
    out: list[Any] = []
    for item in _list(items, "find uniq"):
        if not any(_same(item, known) for known in out):
            out.append(item)
    return out


def _has(needle: Any, items: Any) -> bool:
    return items is not None and any(_same(needle, item) for item in _list(items, "find has"))


def _without(items: Any, *omitted: Any) -> list[Any]:
    return [item for item in _list(items, "find without") if not _has(item, list(omitted))]


def _sorted(items: Any) -> StringList:
    return StringList(sorted(strings_of(items))) if isinstance(items, list) else StringList([sprint(items)])


def _from_json(text: str) -> Any:
    try:
        return from_json(json.loads(text))
    except ValueError:
        return None


def _must_from_json(text: str) -> Any:
    try:
        return from_json(json.loads(text))
    except ValueError as error:
        raise TemplateError(str(error)) from None


def _default(default: Any, *given: Any) -> Any:
    return default if not given or is_empty(given[0]) else given[0]


def _concat(*lists: Any) -> list[Any]:
    return [item for items in lists for item in _list(items, "concat")]


def _copied(value: Any) -> Any:
    return copy.deepcopy(value)


COLLECTIONS = {
    "list": Signature(lambda *items: list(items), "", "a"),
    "tuple": Signature(lambda *items: list(items), "", "a"),
    "dict": Signature(_dict, "", "a"),
    "get": Signature(lambda source, key: source.get(key, ""), "ms"),
    "set": Signature(_set, "msa"),
    "unset": Signature(_unset, "ms"),
    "hasKey": Signature(lambda source, key: key in source, "ms"),
    "pluck": Signature(lambda key, *dicts: [d[key] for d in dicts if key in d], "s", "m"),
    "keys": Signature(_keys, "", "m"),
    "values": Signature(lambda source: _ordered(list(source.values())), "m"),
    "pick": Signature(lambda source, *names: {n: source[n] for n in names if n in source}, "m", "s"),
    "omit": Signature(lambda d, *names: {n: v for n, v in d.items() if n not in names}, "m", "s"),
    "dig": Signature(_dig, "", "a"),
    "append": Signature(lambda items, item: [*_list(items, "push"), item], "aa"),
    "prepend": Signature(lambda items, item: [item, *_list(items, "prepend")], "aa"),
    "first": Signature(lambda items: (_list(items, "find first")[:1] or [None])[0], "a"),
    "last": Signature(lambda items: (_list(items, "find last")[-1:] or [None])[0], "a"),
    "rest": Signature(lambda items: list(_list(items, "find rest")[1:]), "a"),
    "initial": Signature(lambda items: list(_list(items, "find initial")[:-1]), "a"),
    "reverse": Signature(lambda items: list(reversed(_list(items, "find reverse"))), "a"),
    "uniq": Signature(_uniq, "a"),
    "without": Signature(_without, "a", "a"),
    "has": Signature(_has, "aa"),
    "slice": Signature(_slice, "a", "a"),
    "concat": Signature(_concat, "", "a"),
    "compact": Signature(lambda items: [i for i in _list(items, "compact") if not is_empty(i)], "a"),
    "sortAlpha": Signature(_sorted, "a"),
    "default": Signature(_default, "a", "a"),
    "empty": Signature(is_empty, "a"),
    "coalesce": Signature(lambda *values: next((v for v in values if not is_empty(v)), None), "", "a"),
    "all": Signature(lambda *values: not any(map(is_empty, values)), "", "a"),
    "any": Signature(lambda *values: not all(map(is_empty, values)), "", "a"),
    "ternary": Signature(lambda yes, no, condition: yes if condition else no, "aab"),
    "fromJson": Signature(_from_json, "s"),
    "mustFromJson": Signature(_must_from_json, "s"),
    "toJson": Signature(to_json, "a"),
    "toPrettyJson": Signature(lambda value: to_json(value, indent=2), "a"),
    "toRawJson": Signature(lambda value: to_json(value, escape_html=False), "a"),
    "deepCopy": Signature(_copied, "a"),
    "typeOf": Signature(go_type, "a"),
    "typeIs": Signature(lambda name, value: name == go_type(value), "sa"),
    "typeIsLike": Signature(lambda name, value: go_type(value) in (name, f"*{name}"), "sa"),
    "kindOf": Signature(kind, "a"),
    "kindIs": Signature(lambda name, value: name == kind(value), "sa"),
    "deepEqual": Signature(_same, "aa"),
}
COLLECTIONS["push"] = COLLECTIONS["append"]
for _name in "append push prepend first last rest initial reverse uniq without has slice".split():  # noqa: SIM905
    COLLECTIONS[f"must{_name.capitalize()}"] = COLLECTIONS[_name]
for _name in ("compact", "deepCopy", "toJson", "toPrettyJson", "toRawJson"):
    COLLECTIONS[f"must{_name[0].upper()}{_name[1:]}"] = COLLECTIONS[_name]
