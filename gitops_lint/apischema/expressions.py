"""The rules that a CustomResourceDefinition brings along (``x-kubernetes-validations``), evaluated on an object.

Nothing is said where a rule cannot be evaluated: transition rules, libraries that only Kubernetes has, placeholders,
and every rule that fails instead of answering, because defaults that are objects are not filled in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from gitops_lint.apischema.definitions import Below, Schema
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.explain import defaults, resolve
from gitops_lint.apischema.opaque import holds_placeholder
from gitops_lint.apischema.wording import shorten
from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex

if TYPE_CHECKING:
    from gitops_lint.cel import Bound, Environment, Program

RULES: Final = "x-kubernetes-validations"
_FIELD_PATH: Final = regex(r"(\.[A-Za-z_]\w*)+")


class Validations:
    """The rules of one kind; compiled when an object first meets them."""

    __slots__ = ("_definitions", "_environment", "_has_rules", "_kept", "_programs", "_root", "_used")

    def __init__(self, root: Schema, definitions: Mapping[str, Schema], *, used: bool = True) -> None:
        self._root = root
        self._definitions = definitions
        self._has_rules = Below(definitions, lambda schema: bool(schema.get(RULES)))
        self._used = used and self._has_rules(root)
        self._environment: Environment | None = None
        self._programs: dict[str, Program | None] = {}  # a memo
        self._kept: set[tuple[int, str]] = set()  # rules and the values that keep them: much of a repository is alike

    def errors(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """Every rule that an object breaks; none where the extra is not installed."""
        if not self._used:
            return []
        if self._environment is None:
            from gitops_lint.apischema.cel_library import environment  # only definitions with rules pay for it
            from gitops_lint.problem import UserError

            try:
                self._environment = environment("self")
            except UserError:
                self._used = False
                return []
        return list(self._walk(self.defaulted(value), self._root, (), self._environment))

    def _walk(self, value: Any, schema: Schema, pointer: Pointer, environment: Environment) -> Iterator[SchemaError]:
        schema = resolve(schema, self._definitions)
        rules = schema.get(RULES)
        if rules:
            key = (id(rules), repr(value))
            if key not in self._kept:
                broken = self._broken(rules, value, environment)
                for entry in broken:
                    yield from _told(entry, value, pointer)
                if not broken:
                    self._kept.add(key)
        if isinstance(value, dict):
            properties = schema.get("properties") or {}
            more = schema.get("additionalProperties")
            for key, child in value.items():
                inner = properties.get(key, more)
                if isinstance(inner, dict) and self._has_rules(inner):
                    yield from self._walk(child, inner, (*pointer, key), environment)
        elif isinstance(value, list) and isinstance(schema.get("items"), dict) and self._has_rules(schema["items"]):
            for index, item in enumerate(value):
                yield from self._walk(item, schema["items"], (*pointer, index), environment)

    def _broken(self, rules: Iterable[Any], value: Any, environment: Environment) -> list[Mapping[str, Any]]:
        bound = environment.bind({"self": value})
        entries = (entry for entry in rules if isinstance(entry, Mapping))
        return [entry for entry in entries if self._is_broken(entry.get("rule"), bound, environment)]

    def _is_broken(self, rule: object, bound: Bound, environment: Environment) -> bool:
        if not isinstance(rule, str):
            return False
        if rule not in self._programs:
            from gitops_lint.cel import validation

            self._programs[rule] = validation(rule, environment)
        program = self._programs[rule]
        return program is not None and program.run(bound).value is False

    def defaulted(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """An object as rules see it: without nulls, with the defaults of fields that are plain values."""
        whole: dict[str, Any] = self._defaulted(value, self._root)
        return whole

    def _defaulted(self, value: Any, schema: Schema) -> Any:
        if not isinstance(value, dict | list):
            return value
        schema = resolve(schema, self._definitions)
        if isinstance(value, list):
            items = schema.get("items")
            return [self._defaulted(item, items) for item in value] if isinstance(items, dict) else value
        properties = schema.get("properties") or {}
        more = schema.get("additionalProperties")
        out: dict[str, Any] = {}
        for key, child in value.items():
            inner = properties.get(key, more)
            if child is not None:
                out[key] = self._defaulted(child, inner) if isinstance(inner, dict) else child
        return out | defaults(schema, out, self._definitions)


def _told(entry: Mapping[str, Any], value: Any, pointer: Pointer) -> Iterator[SchemaError]:
    """The error for a rule that a value breaks, unless something in the value is not known yet."""
    if holds_placeholder(value):
        return
    message = entry.get("message")
    words = message.strip() if isinstance(message, str) else f"failed rule: {shorten(entry['rule'])}"
    at = (*pointer, *_field(entry.get("fieldPath"), value))
    yield SchemaError("invalid-value", at, f"Invalid value: {words}", family="crd-cel-rule")


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
