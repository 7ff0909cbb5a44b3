"""One kind's schema, compiled when it is first asked."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gitops_lint.apischema.definitions import Below, Schema
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.explain import duplicates, explain
from gitops_lint.apischema.expressions import RULES, Validations
from gitops_lint.apischema.kubernetes import BASE64_PATTERN, QUANTITY_PATTERN, TIME_PATTERN
from gitops_lint.apischema.opaque import is_sops

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


class CompiledSchema:
    """Judges objects of one kind.  Valid ones cost microseconds; only the others are explained."""

    __slots__ = ("_asked", "_definitions", "_list_maps", "_validations", "_validator", "root")

    def __init__(
        self,
        root: Schema,
        definitions: Mapping[str, Schema],
        *,
        list_maps: bool,
        says: Callable[[str], bool] = lambda word: True,
    ) -> None:
        """``says`` tells whether a word may be anywhere in the schema: without it nobody has to look for it."""
        self.root = root
        self._definitions = definitions
        below = Below(definitions, lambda schema: schema.get("x-kubernetes-list-type") == "map")
        self._list_maps = below if list_maps and says("x-kubernetes-list-type") and below(root) else None
        self._validations = Validations(root, definitions, used=says(RULES)) if list_maps else None
        self._validator: Draft202012Validator | None = None  # a memo
        self._asked = 0

    def errors(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """Every mistake in an object; empty for a valid one."""
        if is_sops(value):
            value = {key: child for key, child in value.items() if key != "sops"}
        found: list[SchemaError] = []
        if self._is_new() or not (_holds_no_null(value) and self.is_valid(value)):
            found = explain(value, self.root, self._definitions, matches)
        if self._list_maps:
            found.extend(duplicates(value, self.root, self._definitions, self._list_maps))
        return found

    def _is_new(self) -> bool:
        """Whether the first objects of a kind are explained at once: that is faster than to load the validator."""
        self._asked += 1
        return self._asked <= _FEW and "jsonschema_rs" not in sys.modules

    def broken_rules(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """What the definition's own rules (CEL) refuse in an object that is valid otherwise."""
        return self._validations.errors(value) if self._validations is not None else []

    def defaulted(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """An object with the defaults that its definition fills in; built-in kinds have none in their schemas."""
        return self._validations.defaulted(value) if self._validations is not None else dict(value)

    def is_valid(self, value: Mapping[str, Any]) -> bool:
        """Whether the schema alone takes an object."""
        validator = self._validator
        if validator is None:
            try:
                validator = self._validator = self._compile()
            except ValueError:  # a pattern that is not RE2, in a CRD of the linted repository
                return False
        try:
            return validator.is_valid(value)
        except (ValueError, TypeError, OverflowError, RecursionError):
            return False  # not JSON: a key that is no string, an infinity …; the explanation finds it or nothing

    def document(self) -> Schema:
        """The whole schema as one JSON Schema document."""
        return {**self.root, "$defs": self._definitions}

    def _compile(self) -> Draft202012Validator:
        from jsonschema_rs import Draft202012Validator, RegexOptions  # 38 ms, paid by who validates

        return Draft202012Validator(self.document(), validate_formats=False, pattern_options=RegexOptions())


_FEW = 2  # objects
_OURS = frozenset({BASE64_PATTERN, QUANTITY_PATTERN, TIME_PATTERN})


def _holds_no_null(value: object) -> bool:
    """Whether no null is anywhere.

    The server drops nulls before it validates, so that a required field with one is missing; a schema takes it.
    """
    try:
        return _no_null().is_valid(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False


@lru_cache(1)
def _no_null() -> Draft202012Validator:
    from jsonschema_rs import Draft202012Validator

    below = {"$ref": "#"}
    return Draft202012Validator({"not": {"type": "null"}, "additionalProperties": below, "items": below})


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text, by the compiled schemas' engine; a bad one refuses nothing."""
    if pattern in _OURS and text.isascii() and text.isprintable():
        return re.search(pattern, text) is not None  # there the engines agree, and this one is loaded already
    from jsonschema_rs import Draft202012Validator, RegexOptions

    try:
        return Draft202012Validator({"pattern": pattern}, pattern_options=RegexOptions()).is_valid(text)
    except ValueError:
        return True
