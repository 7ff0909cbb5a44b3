"""What is wrong with a value of the right type: an enumeration, a bound, a pattern or a size that it does not keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gitops_lint.apischema.definitions import Schema
from gitops_lint.apischema.wording import got, listed, shorten, similar

LIMITS: Final = frozenset(
    {
        *("enum", "multipleOf", "pattern", "x-quantity"),
        *("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"),
        *("maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties"),
    }
)
"""The keywords of a schema that say more of a value than its type."""


def value_problem(value: object, schema: Schema, matches: Callable[[str, str], bool]) -> tuple[str, str] | None:
    """What is wrong with a value of the right type: message, and what would be right."""
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        names = listed(option for option in allowed if option not in (None, ""))
        options = [option for option in allowed if isinstance(option, str) and option]
        meant = similar(value, options) if isinstance(value, str) else ""
        hint = f", did you mean '{meant}'?" if meant else f", expected one of: {names}"
        shown = f"'{shorten(value)}'" if isinstance(value, str) else got(value)
        return f"{shown} is not allowed{hint}", f"one of: {names}"
    match value:
        case bool() | None:
            return None
        case int() | float():
            return _number_problem(value, schema)
        case str():
            return _text_problem(value, schema, matches)
        case list():
            return _size_problem(len(value), schema, "Items", "items")
        case Mapping():
            return _size_problem(len(value), schema, "Properties", "entries")
    return None


def _number_problem(value: float, schema: Schema) -> tuple[str, str] | None:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and value < low:
        return f"{value} is too small, the minimum is {low}", f"at least {low}"
    if high is not None and value > high:
        return f"{value} is too large, the maximum is {high}", f"at most {high}"
    low, high = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and value <= low:
        return f"{value} is too small, it must be greater than {low}", f"greater than {low}"
    if high is not None and value >= high:
        return f"{value} is too large, it must be less than {high}", f"less than {high}"
    step = schema.get("multipleOf")
    if step and value % step:
        return f"{value} is not a multiple of {step}", f"a multiple of {step}"
    return None


_FORMATS = {
    "byte": "base64",
    "cidr": "a CIDR, such as 10.0.0.0/16",
    "date-time": "a time, such as 2026-01-31T12:00:00Z",
    "ipv4": "an IPv4 address, such as 10.0.0.1",
    "ipv6": "an IPv6 address, such as 2001:db8::1",
}


def _text_problem(value: str, schema: Schema, matches: Callable[[str, str], bool]) -> tuple[str, str] | None:
    shown = shorten(value)
    if schema.get("x-quantity"):
        if not value or not matches(schema["pattern"], value):
            return f"'{shown}' is not a quantity, such as 500m, 2 or 512Mi", "a quantity"
        return None
    pattern = schema.get("pattern")
    words = _FORMATS.get(str(schema.get("format")))
    if words is not None and pattern and not matches(pattern, value):
        return f"'{shown}' is not {words}", words.partition(",")[0]
    problem = _size_problem(len(value), schema, "Length", "characters")
    if problem is not None:
        return f"'{shown}' {problem[0]}", problem[1]
    if pattern and not matches(pattern, value):
        return f"'{shown}' does not match the pattern {pattern}", pattern
    return None


def _size_problem(size: int, schema: Schema, suffix: str, unit: str) -> tuple[str, str] | None:
    low, high = schema.get(f"min{suffix}"), schema.get(f"max{suffix}")
    if low is not None and size < low:
        return f"has {size} {unit}, at least {low} are needed", f"at least {low} {unit}"
    if high is not None and size > high:
        return f"has {size} {unit}, at most {high} are allowed", f"at most {high} {unit}"
    return None
