"""What tells whether an object fits its schema, compiled for all kinds that are asked for together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from gitops_lint.apischema.definitions import Schema

Validate = Callable[[Mapping[str, Any]], bool]
"""Whether an object fits, given as ``{name of its kind: object}``; raises for what is no JSON."""


class Validators:
    """The validators of kinds that have definitions in common.

    What kinds share, the pod template above all, is most of the work: so those that are expected become one validator
    together.  ``document`` makes one schema of ``{name of a kind: object}`` for some of them.
    """

    __slots__ = ("_document", "_expected", "_known")

    def __init__(self, document: Callable[[Sequence[str]], Schema | str]) -> None:
        self._document = document
        self._expected: set[str] = set()
        self._known: dict[str, Validate] = {}  # a memo

    def expect(self, name: str) -> None:
        """Say that objects of a kind will come."""
        if name not in self._known:
            self._expected.add(name)

    def of(self, name: str) -> Validate:
        """The validator of a kind."""
        found = self._known.get(name)
        if found is None:
            names = sorted(self._expected | {name})
            self._expected.clear()
            found = _compiled(self._document(names))
            self._known.update(dict.fromkeys(names, found))
        return found


def _compiled(document: Schema | str) -> Validate:
    """Nothing fits a schema with a pattern that is not RE2, as one in the linted repository may be."""
    from jsonschema_rs import Draft202012Validator, RegexOptions  # 38 ms, paid by who validates

    try:
        validator = Draft202012Validator(document, validate_formats=False, pattern_options=RegexOptions())
    except ValueError:
        return lambda value: False
    return validator.is_valid


def holds_no_null(value: Mapping[str, Any]) -> bool:
    """Whether no null is anywhere; raises for what is no JSON."""
    return _no_null()(value)


@lru_cache(1)
def _no_null() -> Validate:
    below = {"$ref": "#"}
    return _compiled({"not": {"type": "null"}, "additionalProperties": below, "items": below})
