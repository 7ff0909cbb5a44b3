"""Schemas as they are stored: one JSON text per definition, parsed only when something refers to it.

A full set of definitions of one Kubernetes version is 400 kB of JSON, of which a Deployment needs a seventh; so the
texts are kept apart, and the closure of one kind is parsed when that kind is met for the first time.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gitops_lint.patterns import regex

Schema = dict[str, Any]
"""A JSON Schema of the dialect that `gitops_lint.apischema.structural` describes."""

PREFIX = "#/$defs/"

_REFERENCE = regex(rf'"\$ref":"{re.escape(PREFIX)}([^"]+)"')
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf")
_SCHEMA_VALUES = ("items", "additionalProperties", "not")


def subschemas(schema: Schema) -> Iterator[Schema]:
    """The schemas directly inside a schema; knows that a property may be named like a keyword."""
    for child in (schema.get("properties") or {}).values():
        if isinstance(child, dict):
            yield child
    for key in _SCHEMA_VALUES:
        child = schema.get(key)
        if isinstance(child, dict):
            yield child
    for key in _SCHEMA_LISTS:
        for child in schema.get(key) or ():
            if isinstance(child, dict):
                yield child


class Below:
    """Whether a schema, or one anywhere below it, has a property; remembered by schema."""

    __slots__ = ("_definitions", "_has", "_known")

    def __init__(self, definitions: Mapping[str, Schema], has: Callable[[Schema], bool]) -> None:
        self._definitions = definitions
        self._has = has
        self._known: dict[int, bool] = {}  # by identity: the schemas live as long as their definitions

    def __call__(self, schema: Schema) -> bool:
        """The answer for one schema."""
        known = self._known.get(id(schema))
        if known is None:
            self._known[id(schema)] = False  # a schema that refers to itself adds nothing of its own
            whole = schema
            while "$ref" in whole:
                whole = self._definitions[whole["$ref"].removeprefix(PREFIX)]
            known = self._known[id(schema)] = self._has(whole) or any(map(self, subschemas(whole)))
        return known


class Definitions:
    """Named schemas that refer to each other."""

    __slots__ = ("_parsed", "_texts")

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parsed: dict[str, Schema] = {}  # a memo: the same text always parses to the same schema

    def get(self, name: str) -> Schema:
        """One definition; raises `KeyError`."""
        found = self._parsed.get(name)
        if found is None:
            found = self._parsed[name] = json.loads(self._texts[name])
        return found

    def closure(self, name: str) -> dict[str, Schema]:
        """A definition and everything it refers to; raises `KeyError` where there is none of that name."""
        wanted, found = [name], {}
        while wanted:
            current = wanted.pop()
            if current not in found:
                found[current] = self.get(current)
                # Finding references in the text costs a tenth of walking through what was parsed from it.
                wanted.extend(name for name in _REFERENCE.findall(self._texts[current]) if name in self._texts)
        return found

    def say(self, names: Iterable[str], word: str) -> bool:
        """Whether a word is anywhere in the texts of these definitions."""
        return any(word in self._texts[name] for name in names)


def compact(value: object) -> str:
    """JSON without blanks, keys sorted: equal values give equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def read_lines(path: Path) -> list[list[str]]:
    """The tab-separated lines of a compressed bundle."""
    text = gzip.decompress(path.read_bytes()).decode()
    return [line.split("\t") for line in text.splitlines()]


def pack(lines: Iterable[Iterable[str]]) -> bytes:
    """The bytes of such a bundle; the same lines give the same bytes."""
    text = "".join("\t".join(line) + "\n" for line in lines)
    return gzip.compress(text.encode(), 9, mtime=0)
