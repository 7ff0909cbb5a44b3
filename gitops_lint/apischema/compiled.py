"""One kind's schema, read and compiled when an object asks for it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, Final

from gitops_lint.apischema.definitions import Below, Schema
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.explain import duplicates, explain
from gitops_lint.apischema.expressions import RULES, Validations
from gitops_lint.apischema.kubernetes import BASE64_PATTERN, QUANTITY_PATTERN, TIME_PATTERN
from gitops_lint.apischema.opaque import is_sops
from gitops_lint.apischema.validators import Validate, Validators, holds_no_null

Parsed = tuple[Schema, Mapping[str, Schema]]
"""A schema, and the definitions that it refers to."""

_FEW: Final = 2  # objects of a kind that are explained at once where nobody says how many will come

_LIST_MAP: Final = '"x-kubernetes-list-type":"map"'
_OURS: Final = frozenset({BASE64_PATTERN, QUANTITY_PATTERN, TIME_PATTERN})


class CompiledSchema:
    """Judges objects of one kind.  Valid ones cost microseconds; only the others are explained.

    ``custom`` is false for the built-in kinds: they have neither rules nor defaults, their lists are merged by the
    server, and their validators refuse every null, so that nobody has to look for one.
    """

    def __init__(
        self,
        parse: Callable[[], Parsed],
        validators: Validators,
        name: str = "",
        *,
        custom: bool,
        says: Callable[[str], bool] = lambda text: True,
    ) -> None:
        """``says`` tells whether a text may be anywhere in the schema: without it nobody has to look for it."""
        self._parse = parse
        self._validators = validators
        self._name = name
        self._custom = custom
        self._says = says
        self._asked = 0
        self._few: int | None = None  #: how many are explained at once; None while nobody knows how many will come

    @cached_property
    def _parsed(self) -> Parsed:
        return self._parse()

    @property
    def root(self) -> Schema:
        """The schema of the whole object."""
        return self._parsed[0]

    @property
    def definitions(self) -> Mapping[str, Schema]:
        """What it refers to, by name."""
        return self._parsed[1]

    @cached_property
    def _list_maps(self) -> Below | None:
        """Where lists of type map are; None for nowhere."""
        if not self._custom or not self._says(_LIST_MAP):
            return None
        below = Below(self.definitions, lambda schema: schema.get("x-kubernetes-list-type") == "map")
        return below if below(self.root) else None

    @cached_property
    def _has_rules(self) -> bool:
        return self._custom and self._says(RULES)

    @cached_property
    def _validations(self) -> Validations | None:
        return Validations(*self._parsed, used=self._has_rules) if self._custom else None

    @cached_property
    def _validate(self) -> Validate:
        return self._validators.of(self._name)

    def expect(self, *, many: bool) -> None:
        """Say whether so many objects will come that compiling the schema pays."""
        self._few = 0 if many else sys.maxsize
        if many:
            self._validators.expect(self._name)

    def errors(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """Every mistake in an object; empty for a valid one."""
        if "sops" in value and is_sops(value):
            value = {key: child for key, child in value.items() if key != "sops"}
        found: list[SchemaError] = []
        if self._is_new() or not self.is_valid(value):
            found = explain(value, *self._parsed, matches)
        if self._list_maps:
            found.extend(duplicates(value, *self._parsed, self._list_maps))
        return found

    def _is_new(self) -> bool:
        """Whether it is one of the first objects of the kind."""
        self._asked += 1
        if self._few is not None:
            return self._asked <= self._few
        return self._asked <= _FEW and "jsonschema_rs" not in sys.modules

    def is_valid(self, value: Mapping[str, Any]) -> bool:
        """Whether an object is certainly valid.

        The server drops nulls before it validates, so that a required field with one is missing; a schema takes it.
        Those of the built-in kinds that are compiled take none (`gitops_lint.apischema.definitions`).
        """
        try:
            return self._validate({self._name: value}) and (not self._custom or holds_no_null(value))
        except (ValueError, TypeError, OverflowError, RecursionError):
            return False  # not JSON: a key that is no string, an infinity …; the explanation finds it or nothing

    def broken_rules(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """What the definition's own rules (CEL) refuse in an object that is valid otherwise."""
        return self._validations.errors(value) if self._has_rules and self._validations is not None else []

    def defaulted(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """An object with the defaults that its definition fills in; built-in kinds have none in their schemas."""
        return self._validations.defaulted(value) if self._validations is not None else dict(value)


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text, by the compiled schemas' engine; a bad one refuses nothing."""
    if pattern in _OURS and text.isascii() and text.isprintable():
        return re.search(pattern, text) is not None  # there the engines agree, and this one is loaded already
    return _pattern(pattern)(text)


@lru_cache(256)
def _pattern(pattern: str) -> Callable[[str], bool]:
    from jsonschema_rs import Draft202012Validator, RegexOptions

    try:
        return Draft202012Validator({"pattern": pattern}, pattern_options=RegexOptions()).is_valid
    except ValueError:
        return lambda text: True
