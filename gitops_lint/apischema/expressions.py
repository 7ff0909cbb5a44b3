"""The rules that a CustomResourceDefinition brings along (``x-kubernetes-validations``), evaluated on an object.

Nothing is said where a rule cannot be evaluated: transition rules, libraries that only Kubernetes has, placeholders,
and every rule that fails instead of answering, because defaults that are objects are not filled in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.definitions import Schema, subschemas
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.explain import resolve
from gitops_lint.apischema.opaque import holds_placeholder
from gitops_lint.apischema.wording import shorten
from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex

RULES: Final = "x-kubernetes-validations"
_FIELD_PATH: Final = regex(r"(\.[A-Za-z_]\w*)+")

_Test = Callable[[Any], bool | None] | None


class Validations:
    """The rules of one kind; compiled when an object first meets them."""

    __slots__ = ("_definitions", "_root", "_tests", "_used")

    def __init__(self, root: Schema, definitions: Mapping[str, Schema]) -> None:
        self._root = root
        self._definitions = definitions
        self._used = _any_rules([root, *definitions.values()])
        self._tests: dict[str, _Test] = {}  # a memo

    def errors(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """Every rule that an object breaks."""
        if not self._used:
            return []
        return list(self._walk(self.defaulted(value), self._root, ()))

    def _walk(self, value: Any, schema: Schema, pointer: Pointer) -> Iterator[SchemaError]:
        schema = resolve(schema, self._definitions)
        for entry in schema.get(RULES) or ():
            if isinstance(entry, Mapping) and isinstance(entry.get("rule"), str) and self._broken(entry["rule"], value):
                message = entry.get("message")
                words = message.strip() if isinstance(message, str) else f"failed rule: {shorten(entry['rule'])}"
                at = (*pointer, *_field(entry.get("fieldPath"), value))
                yield SchemaError("invalid-value", at, f"Invalid value: {words}", family="crd-cel-rule")
        if isinstance(value, dict):
            properties = schema.get("properties") or {}
            more = schema.get("additionalProperties")
            for key, child in value.items():
                inner = properties.get(key, more)
                if isinstance(inner, dict):
                    yield from self._walk(child, inner, (*pointer, key))
        elif isinstance(value, list) and isinstance(schema.get("items"), dict):
            for index, item in enumerate(value):
                yield from self._walk(item, schema["items"], (*pointer, index))

    def _broken(self, rule: str, value: Any) -> bool:
        if rule not in self._tests:
            self._tests[rule] = _test(rule)
        test = self._tests[rule]
        return test is not None and test(value) is False and not holds_placeholder(value)

    def defaulted(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """An object as rules see it: without nulls, with the defaults of fields that are plain values."""
        whole: dict[str, Any] = self._defaulted(value, self._root)
        return whole

    def _defaulted(self, value: Any, schema: Schema) -> Any:
        schema = resolve(schema, self._definitions)
        if isinstance(value, list):
            items = schema.get("items")
            return [self._defaulted(item, items) for item in value] if isinstance(items, dict) else value
        if not isinstance(value, dict):
            return value
        properties = schema.get("properties") or {}
        more = schema.get("additionalProperties")
        out: dict[str, Any] = {}
        for key, child in value.items():
            inner = properties.get(key, more)
            if child is not None:
                out[key] = self._defaulted(child, inner) if isinstance(inner, dict) else child
        for key, inner in properties.items():
            if key not in out and "default" in inner:
                out[key] = inner["default"]
        return out


def _test(rule: str) -> _Test:
    from gitops_lint.apischema.cel_library import environment  # only definitions with rules pay for it
    from gitops_lint.cel import validation
    from gitops_lint.problem import UserError

    try:
        return validation(rule, environment("self"))
    except UserError:  # the extra is not installed
        return None


def _any_rules(schemas: list[Schema]) -> bool:
    stack = list(schemas)
    while stack:
        node = stack.pop()
        if node.get(RULES):
            return True
        stack.extend(subschemas(node))
    return False


def _field(path: object, value: Any) -> Pointer:
    """The field that a rule blames, as far as it is there."""
    if not isinstance(path, str) or not _FIELD_PATH.fullmatch(path):
        return ()
    out: list[str] = []
    for name in path[1:].split("."):
        if not isinstance(value, dict) or name not in value:
            break
        out.append(name)
        value = value[name]
    return tuple(out)
