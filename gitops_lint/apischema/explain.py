"""Why an object does not fit its schema: one error per mistake, at the place of the mistake.

jsonschema-rs answers *whether* an object is valid in microseconds; this walks value and schema together when it is
not.  It does not report what only follows from another mistake: a value of the wrong type is not looked into, a field
that is missing because it was misspelt or put a level too deep is reported once, a union is one error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gitops_lint.apischema.definitions import PREFIX, Schema, compact
from gitops_lint.apischema.errors import ErrorKind, SchemaError
from gitops_lint.apischema.opaque import is_known, is_placeholder
from gitops_lint.apischema.remedy import remedy
from gitops_lint.apischema.valuelimits import LIMITS, value_problem
from gitops_lint.apischema.wording import expected, got, json_type, listed, owner, similar
from gitops_lint.finding import Pointer

MAX_ERRORS = 50
"""An object with more mistakes than that is something else; reading on helps nobody."""

_UNIONS = frozenset({"allOf", "anyOf", "not", "oneOf"})

_Ancestors = tuple[tuple[Pointer, Schema], ...]


def explain(
    value: object, schema: Schema, definitions: Mapping[str, Schema], matches: Callable[[str, str], bool]
) -> list[SchemaError]:
    """All mistakes in ``value``; ``matches(pattern, text)`` is the regex engine."""
    walk = _Walk(definitions, matches)
    walk.node(value, schema, (), ())
    return walk.result()


def duplicates(
    value: object, schema: Schema, definitions: Mapping[str, Schema], concerned: Callable[[Schema], bool]
) -> Iterator[SchemaError]:
    """Items with equal keys in lists of type map: what no JSON Schema can say.  Only what is concerned is read."""
    stack: list[tuple[object, Schema, Pointer]] = [(value, schema, ())]
    while stack:
        current, node, pointer = stack.pop()
        node = resolve(node, definitions)
        if isinstance(current, list):
            yield from _duplicate_items(current, node, definitions, pointer)
            items = node.get("items")
            if isinstance(items, dict) and concerned(items):
                stack.extend((item, items, (*pointer, index)) for index, item in enumerate(current))
        elif isinstance(current, dict):
            properties = node.get("properties") or {}
            more = node.get("additionalProperties")
            for key, child in current.items():
                if isinstance(child, (dict, list)):
                    inner = properties.get(key, more)
                    if isinstance(inner, dict) and concerned(inner):
                        stack.append((child, inner, (*pointer, key)))


def resolve(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """The schema behind a reference."""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix(PREFIX)]
    return schema


def defaults(schema: Schema, held: Mapping[str, Any], definitions: Mapping[str, Schema]) -> dict[str, Any]:
    """What the server fills in for the fields of an object that are not there, or null."""
    properties = schema.get("properties") or {}
    absent = {key: resolve(inner, definitions) for key, inner in properties.items() if held.get(key) is None}
    return {key: inner["default"] for key, inner in absent.items() if "default" in inner}


def types_of(schema: Schema) -> list[str]:
    """The types a schema allows; empty for any."""
    kind = schema.get("type")
    return [kind] if isinstance(kind, str) else list(kind or ())


def _duplicate_items(
    items: list[Any], schema: Schema, definitions: Mapping[str, Schema], pointer: Pointer
) -> Iterator[SchemaError]:
    keys = schema.get("x-kubernetes-list-map-keys")
    if schema.get("x-kubernetes-list-type") != "map" or not keys or not isinstance(schema.get("items"), dict):
        return
    fields = resolve(schema["items"], definitions).get("properties") or {}
    defaults = {key: resolve(fields[key], definitions).get("default") for key in keys if key in fields}
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        if not isinstance(item, Mapping):
            continue
        identity = {key: item.get(key, defaults.get(key)) for key in keys}
        if any(is_placeholder(part) for part in identity.values()):
            continue
        first = seen.setdefault(compact({key: str(part) for key, part in identity.items()}), index)
        if first != index:
            named = ", ".join(f"{key} {listed([part])}" for key, part in identity.items())
            yield SchemaError(
                "duplicate-item", (*pointer, index), f"'{owner(pointer)}' already has an item with {named}", got=named
            )


class _Walk:
    """The state of one reading."""

    def __init__(self, definitions: Mapping[str, Schema], matches: Callable[[str, str], bool]) -> None:
        self._definitions = definitions
        self._matches = matches
        self._errors: list[SchemaError] = []
        self._claims: set[tuple[Pointer, str]] = set()  # fields found elsewhere that belong at these places

    def result(self) -> list[SchemaError]:
        """The errors without those that follow from others."""
        return [
            error
            for error in self._errors
            if error.kind != "missing-field" or (error.pointer, error.field) not in self._claims
        ][:MAX_ERRORS]

    def valid(self, value: object, schema: Schema, pointer: Pointer) -> bool:
        """Whether a value fits, without a word about why."""
        probe = _Walk(self._definitions, self._matches)
        probe.node(value, schema, pointer, ())
        return not probe._errors

    def node(self, value: object, schema: Schema, pointer: Pointer, ancestors: _Ancestors) -> None:
        """One value against its schema."""
        if "$ref" in schema:
            schema = resolve(schema, self._definitions)
        if not (is_known(value) if isinstance(value, str) else not is_placeholder(value)):
            return
        types = types_of(schema)
        if types and not _fits(value, types):
            advice = remedy(types, value, schema, _field(pointer, ancestors), self._matches)
            message = f"expected {expected(types)}, got {got(value)}{advice}"
            self._report("wrong-type", pointer, message, expected(types), got(value))
            return
        if not LIMITS.isdisjoint(schema) and self._wrong_value(value, schema, pointer):
            return
        if isinstance(value, dict):
            self._fields(value, schema, pointer, (*ancestors, (pointer, schema)))
        elif isinstance(value, list):
            self._list(value, schema, pointer, (*ancestors, (pointer, schema)))
        if not _UNIONS.isdisjoint(schema):
            self._unions(self._filled(value, schema), schema, pointer)

    def _report(
        self,
        kind: ErrorKind,
        pointer: Pointer,
        message: str,
        wanted: str = "",
        found: str = "",
        field: str = "",
        meant: str = "",
        home: str = "",
    ) -> None:
        self._errors.append(SchemaError(kind, pointer, message, wanted, found, field, meant, home=home))

    def _wrong_value(self, value: object, schema: Schema, pointer: Pointer) -> bool:
        problem = value_problem(value, schema, self._matches)
        if problem is None:
            return False
        message, wanted = problem
        family = "quantity-invalid" if wanted == "a quantity" else ""
        self._errors.append(SchemaError("invalid-value", pointer, message, wanted, got(value), family=family))
        return True

    def _fields(self, value: Mapping[Any, Any], schema: Schema, pointer: Pointer, ancestors: _Ancestors) -> None:
        properties: Mapping[str, Schema] = schema.get("properties") or {}
        more = schema.get("additionalProperties")
        for key, child in value.items():
            if not isinstance(key, str):
                self._report("wrong-type", pointer, f"the key {key} must be a string: quote it", "a string", got(key))
            elif key in properties:
                if child is not None:  # the server drops nulls before it validates; a required one is missing
                    self.node(child, properties[key], (*pointer, key), ancestors)
            elif isinstance(more, dict):
                if child is not None:
                    self.node(child, more, (*pointer, key), ancestors)
            elif more is False and not is_placeholder(key):
                self._unknown(key, value, properties, pointer, ancestors)
        for name in schema.get("required") or ():
            if value.get(name) is None and not _null_is_meant(value, name, properties):
                message = f"{_subject(pointer)} has no '{name}', which is required"
                self._report("missing-field", pointer, message, field=name)

    def _unknown(
        self,
        key: str,
        value: Mapping[Any, Any],
        properties: Mapping[str, Schema],
        pointer: Pointer,
        ancestors: _Ancestors,
    ) -> None:
        where = f" in '{owner(pointer)}'" if pointer else ""
        home = ""
        meant = similar(key, [name for name in properties if name not in value])
        if meant:
            self._claims.add((pointer, meant))
            message = f"field '{key}' is unknown, did you mean '{meant}'?"
        elif (above := self._above(key, ancestors)) is not None:
            self._claims.add((above, key))
            home = _subject(above)
            message = f"field '{key}' is unknown{where}, it belongs to {home}"
        elif (below := self._below(key, properties)) != "":
            self._claims.add(((*pointer, below), key))
            meant = f"{below}.{key}"
            message = f"field '{key}' is unknown{where}, did you mean '{meant}'?"
        elif pointer and pointer[-1] == "metadata" and isinstance(value[key], str):
            home = "'labels'"
            message = f"field '{key}' is unknown in 'metadata', labels belong below {home}"
        else:
            message = f"field '{key}' is unknown{where}"
        found = got(value[key])
        self._report("unknown-field", (*pointer, key), message, found=found, field=key, meant=meant, home=home)

    def _above(self, key: str, ancestors: _Ancestors) -> Pointer | None:
        """The nearest enclosing object that has such a field."""
        for pointer, schema in reversed(ancestors[:-1]):
            if key in (schema.get("properties") or {}):
                return pointer
        return None

    def _below(self, key: str, properties: Mapping[str, Schema]) -> str:
        """The only object directly inside that has such a field."""
        found = [
            name
            for name, child in properties.items()
            if name != "status" and key in (resolve(child, self._definitions).get("properties") or {})
        ]
        return found[0] if len(found) == 1 else ""

    def _list(self, value: list[Any], schema: Schema, pointer: Pointer, ancestors: _Ancestors) -> None:
        items = schema.get("items")
        if isinstance(items, dict):
            for index, item in enumerate(value):
                self.node(item, items, (*pointer, index), ancestors)
        if schema.get("uniqueItems"):
            seen: set[str] = set()
            for index, item in enumerate(value):
                text = repr(item) if not isinstance(item, bool | int | float | str) else f"{json_type(item)} {item}"
                if text in seen:
                    message = f"'{owner(pointer)}' already has {got(item)}"
                    self._report("duplicate-item", (*pointer, index), message, found=got(item))
                seen.add(text)

    def _unions(self, value: object, schema: Schema, pointer: Pointer) -> None:
        for branch in schema.get("allOf") or ():
            if not self.valid(value, branch, pointer):
                self.node(value, branch, pointer, ())
        for key in ("anyOf", "oneOf"):
            branches = schema.get(key)
            if branches:
                fitting = [branch for branch in branches if self.valid(value, branch, pointer)]
                if not fitting or (key == "oneOf" and len(fitting) > 1):
                    self._union_error(value, branches, len(fitting), pointer)
        if "not" in schema and self.valid(value, schema["not"], pointer):
            self._report("invalid-value", pointer, f"{_subject(pointer)} {_forbidden(schema['not'])}")

    def _filled(self, value: object, schema: Schema) -> object:
        """A value with the defaults that the server fills in before it looks at the forms a value may have."""
        return {**value, **defaults(schema, value, self._definitions)} if isinstance(value, Mapping) else value

    def _union_error(self, value: object, branches: list[Schema], fitting: int, pointer: Pointer) -> None:
        fields = sorted({name for branch in branches for name in branch.get("required") or ()})
        plain = all(set(branch) <= {"required", "properties", "not"} for branch in branches)
        if fields and plain and isinstance(value, Mapping):
            if fitting > 1:
                message = f"{_subject(pointer)} may have only one of {listed(fields)}"
            else:
                message = f"{_subject(pointer)} needs one of {listed(fields)}"
        elif fitting > 1:
            message = f"{_subject(pointer)} fits more than one of the forms it may have"
        else:
            nearest = self._nearest(value, branches, pointer)
            if nearest is not None:
                self._errors.append(nearest)
                return
            message = f"{_subject(pointer)} fits none of the forms it may have"
        self._report("invalid-value", pointer, message, found=got(value))

    def _nearest(self, value: object, branches: list[Schema], pointer: Pointer) -> SchemaError | None:
        """The mistake in the branch that comes closest, if one branch alone is close."""
        found = []
        for branch in branches:
            probe = _Walk(self._definitions, self._matches)
            probe.node(value, branch, pointer, ())
            if len(probe._errors) == 1 and len(probe._errors[0].pointer) > len(pointer):
                found.append(probe._errors[0])
        return found[0] if len(found) == 1 else None


def _field(pointer: Pointer, ancestors: _Ancestors) -> str:
    """The name of a value, where its schema gives it one; keys of maps are somebody's own."""
    name = pointer[-1] if pointer else ""
    named = isinstance(name, str) and ancestors and name in (ancestors[-1][1].get("properties") or {})
    return str(name) if named else ""


def _subject(pointer: Pointer) -> str:
    return f"'{owner(pointer)}'" if pointer else "the object"


def _null_is_meant(value: Mapping[Any, Any], name: str, properties: Mapping[str, Schema]) -> bool:
    """Whether a required field stands there with a null that its schema allows."""
    return name in value and "null" in types_of(properties.get(name) or {})


def _fits(value: object, types: list[str]) -> bool:
    kind = json_type(value)
    return kind in types or (kind == "integer" and "number" in types)


def _forbidden(schema: Schema) -> str:
    branches = [schema, *(schema.get("anyOf") or ())]
    fields = sorted({name for branch in branches for name in branch.get("required") or ()})
    return f"may not have {listed(fields)} together" if len(fields) > 1 else "has a value that is not allowed here"
