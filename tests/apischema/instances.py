"""Valid objects of any built-in kind, made from its schema; and ways to break them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from gitops_lint.apischema.compiled import CompiledSchema
from gitops_lint.apischema.explain import resolve, types_of
from gitops_lint.finding import Pointer

Schema = dict[str, Any]
_DEPTH = 7


class Maker:
    """Makes values that fit a schema."""

    def __init__(self, compiled: CompiledSchema, random: Random) -> None:
        self.definitions: Mapping[str, Schema] = compiled.definitions
        self.root = compiled.root
        self._random = random

    def value(self, schema: Schema, depth: int = 0) -> Any:
        schema = resolve(schema, self.definitions)
        if "enum" in schema:
            return next(option for option in self._random.sample(schema["enum"], len(schema["enum"])) if option)
        if schema.get("x-quantity"):
            return self._random.choice(["1", "500m", "2Gi", 3])
        types = [name for name in types_of(schema) if name != "null"] or ["object"]
        match self._random.choice(types):
            case "string":
                if schema.get("format") == "date-time":
                    return "2026-01-31T12:00:00Z"
                return "QQ==" if schema.get("format") == "byte" else self._random.choice(["x", "some-text", "1"])
            case "integer":
                low = schema.get("minimum", 0)
                return self._random.randint(max(low, 0), min(schema.get("maximum", 9), max(low, 0) + 9))
            case "number":
                return 1.5
            case "boolean":
                return self._random.random() < 0.5
            case "array":
                size = 1 if depth < _DEPTH else 0
                return [self.value(schema.get("items", {}), depth + 1) for _ in range(size)]
            case _:
                return self._object(schema, depth)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        wanted = set(schema.get("required") or ())
        if depth < _DEPTH:
            optional = sorted(set(properties) - wanted - {"status", "managedFields"})
            wanted |= set(self._random.sample(optional, min(len(optional), 3)))
            if depth == 0:
                wanted |= {"apiVersion", "kind", "metadata"} | ({"spec"} & properties.keys())
        out = {name: self.value(properties[name], depth + 1) for name in sorted(wanted) if name in properties}
        if isinstance(schema.get("additionalProperties"), dict) and depth < _DEPTH:
            out["key"] = self.value(schema["additionalProperties"], depth + 1)
        return out

    def places(
        self, value: Any, schema: Schema | None = None, at: Pointer = ()
    ) -> Iterator[tuple[Pointer, Any, Schema]]:
        """Every value inside an object, with its schema."""
        schema = resolve(schema or self.root, self.definitions)
        yield at, value, schema
        if isinstance(value, dict):
            for key, child in value.items():
                inner = (schema.get("properties") or {}).get(key, schema.get("additionalProperties"))
                if isinstance(inner, dict):
                    yield from self.places(child, inner, (*at, key))
        elif isinstance(value, list) and isinstance(schema.get("items"), dict):
            for index, child in enumerate(value):
                yield from self.places(child, schema["items"], (*at, index))


def at(value: Any, pointer: Pointer) -> Any:
    for part in pointer:
        value = value[part]
    return value
