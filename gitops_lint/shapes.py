"""Describe the shape of a YAML file once; validate by it and print it as JSON Schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.problem import UserError
from gitops_lint.values import dataclass, field


class ShapeError(UserError):
    """A value does not have the shape it should; ``pointer`` says where."""

    def __init__(self, message: str, pointer: Pointer) -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Text:
    """A string; numbers are taken as they are written where ``loose``."""

    doc: str = ""
    choices: tuple[str, ...] = ()
    loose: bool = False

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        text = str(value) if self.loose and type(value) in (int, float) else value
        if not isinstance(text, str):
            raise ShapeError(f"{_where(pointer)} must be a string, not {_name(value)}", pointer)
        if self.choices and text not in self.choices:
            raise ShapeError(f"{_where(pointer)} is '{text}'{suggestion(text, self.choices)}", pointer)

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        kind: dict[str, Any] = {"type": ["string", "number"] if self.loose else "string"}
        if self.choices:
            kind["enum"] = [*self.choices, *(int(word) for word in self.choices if self.loose and word.isdigit())]
        return _documented(kind, self.doc)


_RELEASE = r"^v?[0-9]+\.[0-9]+([.+-].*)?$"


@dataclass(frozen=True, slots=True)
class Release:
    """A release with its major and minor number, ``1.33``; more may follow."""

    doc: str = ""
    example: str = "1.33"

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        if isinstance(value, float):
            raise ShapeError(f"{_where(pointer)} must be a string, not a number: put it in quotes", pointer)
        if not isinstance(value, str) or not regex(_RELEASE).match(value):
            shown = f"'{value}'" if isinstance(value, str) else _name(value)
            raise ShapeError(f'{_where(pointer)} must be a release such as "{self.example}", not {shown}', pointer)

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return _documented({"type": "string", "pattern": _RELEASE}, self.doc)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    doc: str = ""

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        if not isinstance(value, bool):
            raise ShapeError(f"{_where(pointer)} must be true or false, not {_name(value)}", pointer)

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return _documented({"type": "boolean"}, self.doc)


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date, ``2027-03-31``."""

    doc: str = ""

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        try:
            dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ShapeError(f"{_where(pointer)} must be a date such as 2027-03-31", pointer) from None

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return _documented({"type": "string", "format": "date"}, self.doc)


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever; checked by somebody who knows more."""

    doc: str = ""

    def check(self, value: Any, pointer: Pointer) -> None:
        """Accept."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return _documented({}, self.doc)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items all have one shape."""

    item: Shape
    doc: str = ""

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        if not isinstance(value, list):
            raise ShapeError(f"{_where(pointer)} must be a list, not {_name(value)}", pointer)
        for index, item in enumerate(value):
            self.item.check(item, (*pointer, index))

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return _documented({"type": "array", "items": self.item.schema()}, self.doc)


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with free keys whose values all have one shape."""

    value: Shape
    doc: str = ""

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        if not isinstance(value, dict):
            raise ShapeError(f"{_where(pointer)} must be a mapping, not {_name(value)}", pointer)
        for key, item in value.items():
            self.value.check(item, (*pointer, key))

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return _documented({"type": "object", "additionalProperties": self.value.schema()}, self.doc)


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys; unknown ones are refused with a suggestion."""

    fields: Mapping[str, Shape]
    doc: str = ""
    required: tuple[str, ...] = ()
    rest: Shape | None = field(default=None)  #: shape of further keys, where they are allowed

    def check(self, value: Any, pointer: Pointer) -> None:
        """Raise `ShapeError` unless it fits."""
        if not isinstance(value, dict):
            raise ShapeError(f"{_where(pointer)} must be a mapping, not {_name(value)}", pointer)
        for key, item in value.items():
            shape = self.fields.get(key, self.rest)
            if shape is None:
                where = (*pointer, key)
                raise ShapeError(f"unknown key {_where(where)}{suggestion(key, self.fields)}", where)
            shape.check(item, (*pointer, key))
        for key in self.required:
            if key not in value:
                raise ShapeError(f"{_where(pointer)} needs '{key}'", pointer)

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        record: dict[str, Any] = {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            "additionalProperties": self.rest.schema() if self.rest else False,
        }
        if self.required:
            record["required"] = list(self.required)
        return _documented(record, self.doc)


Shape = Text | Release | Flag | Date | Anything | ListOf | MapOf | Record


def suggestion(word: str, known: Iterable[str]) -> str:
    """``, did you mean 'select'?`` or, where nothing is near, what there is (at most twelve words)."""
    import difflib

    words = sorted(known)
    near = difflib.get_close_matches(word, words, 1, 0.6)
    if near:
        return f", did you mean '{near[0]}'?"
    if len(words) <= 12:
        return f"; known: {', '.join(words)}"
    return ""


def _documented(schema: dict[str, Any], doc: str) -> dict[str, Any]:
    return {**schema, "description": doc} if doc else schema


def _where(pointer: Pointer) -> str:
    text = ""
    for part in pointer:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return f"'{text}'" if text else "the file"


_NAMES = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def _name(value: Any) -> str:
    return "null" if value is None else _NAMES.get(type(value), type(value).__name__)
