"""Schemas as they are stored: one JSON text per definition, parsed only when something refers to it.

A full set of definitions of one Kubernetes version is 400 kB of JSON, of which a Deployment needs a seventh; so the
texts are kept apart, and the closure of one kind is parsed when an object of that kind is explained for the first time.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gitops_lint.patterns import regex

Schema = dict[str, Any]
"""A JSON Schema of the dialect that `gitops_lint.apischema.structural` describes."""

PREFIX = "#/$defs/"

_REFERENCE = regex(rf'"\$ref":"{re.escape(PREFIX)}([^"]+)"')
_OR_NULL = regex(r'("type":\[[^]]*?)(?:,"null"|"null",)')
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

    __slots__ = ("_names", "_parsed", "_texts")

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parsed: dict[str, Schema] = {}  # memos: the same text always parses to the same schema
        self._names: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def get(self, name: str) -> Schema:
        """One definition; raises `KeyError`."""
        found = self._parsed.get(name)
        if found is None:
            found = self._parsed[name] = json.loads(self._texts[name])
        return found

    def names(self, name: str) -> list[str]:
        """The names of a definition and of everything it refers to; raises `KeyError` where there is none of it."""
        known = self._names.get(name)
        if known is None:
            wanted, found = [name], dict[str, None]()
            while wanted:
                current = wanted.pop()
                if current not in found:
                    found[current] = None
                    # Finding references in the text costs a tenth of walking through what was parsed from it.
                    wanted.extend(each for each in _REFERENCE.findall(self._texts[current]) if each in self._texts)
            known = self._names[name] = list(found)
        return known

    def closure(self, name: str) -> tuple[Schema, dict[str, Schema]]:
        """A definition and everything it refers to; raises `KeyError` where there is none of that name."""
        return self.get(name), {each: self.get(each) for each in self.names(name) if each != name}

    def document(self, names: Sequence[str], *, nulls: bool) -> str:
        """The JSON Schema of a mapping whose values are of these definitions, each at its own name.

        Without ``nulls`` a null fits nowhere where a type is asked for.
        """
        needed = {each for name in names for each in self.names(name)}
        texts = ",".join(f'"{each}":{self._texts[each]}' for each in sorted(needed))
        if not nulls:
            texts = _OR_NULL.sub(r"\1", texts)
        properties = ",".join(f'"{name}":{{"$ref":"{PREFIX}{name.replace("/", "~1")}"}}' for name in names)
        return f'{{"properties":{{{properties}}},"$defs":{{{texts}}}}}'

    def say(self, name: str, text: str) -> bool:
        """Whether a text is anywhere in a definition and what it refers to."""
        return any(text in self._texts[each] for each in self.names(name))


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
