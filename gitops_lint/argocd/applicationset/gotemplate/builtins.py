"""The functions every Go template has (``text/template/funcs.go``)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Signature
from gitops_lint.argocd.applicationset.gotemplate.printf import printf
from gitops_lint.argocd.applicationset.gotemplate.values import StringMap, equal, go_type, is_empty, kind, less, sprint


def _eq(first: Any, *others: Any) -> bool:
    if not others:
        raise TemplateError("missing argument for comparison")
    return any(equal(first, other) for other in others)


def _le(first: Any, second: Any) -> bool:
    return less(first, second) or equal(first, second)


def _index(item: Any, *indexes: Any) -> Any:
    if item is None:
        raise TemplateError("index of untyped nil")
    for index in indexes:
        item = _at(item, index)
    return item


def _at(item: Any, index: Any) -> Any:
    if item is None:
        raise TemplateError("index of nil pointer")
    if isinstance(item, dict):
        if not isinstance(index, str):
            raise TemplateError(f"value has type {go_type(index)}; should be string")
        return item.get(index, "" if isinstance(item, StringMap) else None)
    if isinstance(item, (list, str)):
        size = len(item.encode()) if isinstance(item, str) else len(item)
        position = _position(index)
        if not 0 <= position < size:
            raise TemplateError(f"index out of range: {position}")
        if isinstance(item, str):
            raise UnsupportedTemplateError("a byte of a string")
        return item[position]
    raise TemplateError(f"can't index item of type {go_type(item)}")


def _position(index: Any) -> int:
    if kind(index) not in ("int", "int64"):
        raise TemplateError(f"cannot index slice/array with type {go_type(index)}")
    return int(index)


def _length(item: Any) -> int:
    if kind(item) not in ("map", "slice", "string"):
        raise TemplateError(f"len of type {go_type(item)}")
    return len(item.encode()) if isinstance(item, str) else len(item)


def _print(*values: Any) -> str:
    out = ""
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            out += " "
        out += sprint(value)
    return out


def _printable(values: tuple[Any, ...]) -> str:
    return _print(*("<no value>" if value is None else value for value in values))


_HTML = str.maketrans({"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"})

BUILTINS = {
    "not": Signature(is_empty, "a"),
    "eq": Signature(_eq, "a", "a"),
    "ne": Signature(lambda first, second: not equal(first, second), "aa"),
    "lt": Signature(less, "aa"),
    "le": Signature(_le, "aa"),
    "gt": Signature(lambda first, second: not _le(first, second), "aa"),
    "ge": Signature(lambda first, second: not less(first, second), "aa"),
    "len": Signature(_length, "a"),
    "index": Signature(_index, "a", "a"),
    "print": Signature(_print, "", "a"),
    "println": Signature(lambda *values: " ".join(map(sprint, values)) + "\n", "", "a"),
    "printf": Signature(printf, "s", "a"),
    "html": Signature(lambda *values: _printable(values).translate(_HTML), "", "a"),
    "urlquery": Signature(lambda *values: quote(_printable(values), safe="~").replace("%20", "+"), "", "a"),
}
