"""Go values as templates see them: kinds, truth, comparison, and how ``fmt`` prints them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<no value>"


MISSING: Final = _Missing()
"""Go's invalid ``reflect.Value``: what a missing key gives."""


class StringMap(dict[str, str]):
    """``map[string]string`` (labels, annotations, values): not accepted where ``map[string]any`` is wanted."""


class NilMap(dict[str, Any]):
    """A map that was never made: it reads as empty and cannot be written."""


class StringList(list[str]):
    """``[]string`` (path segments, splitList, keys …)."""


class Int64(int):
    """``int64``, what sprig's arithmetic gives: not accepted where ``int`` is wanted."""


def from_json(value: Any) -> Any:
    """A value decoded from JSON or YAML as Go has it: every number is a float64."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, StringMap)):
        return value
    if isinstance(value, int):
        return float(value) if abs(value) < 2**1000 else math.inf
    if isinstance(value, Mapping):
        return {str(key): from_json(item) for key, item in value.items()}
    if isinstance(value, StringList):
        return value
    if isinstance(value, (list, tuple)):
        return [from_json(item) for item in value]
    return value if isinstance(value, float) else str(value)


def kind(value: Any) -> str:
    """The name of the ``reflect.Kind``."""
    match value:
        case None | _Missing():
            return "invalid"
        case bool():
            return "bool"
        case Int64():
            return "int64"
        case int():
            return "int"
        case float():
            return "float64"
        case str():
            return "string"
        case dict():
            return "map"
        case list():
            return "slice"
    raise UnsupportedTemplateError(f"a value of type {type(value).__name__}")


def go_type(value: Any) -> str:
    """The type as ``%T`` prints it."""
    match value:
        case None | _Missing():
            return "<nil>"
        case StringMap():
            return "map[string]string"
        case dict():
            return "map[string]interface {}"
        case StringList():
            return "[]string"
        case list():
            return "[]interface {}"
    return kind(value)


def truth(value: Any) -> bool:
    """What ``if`` makes of it."""
    return not is_empty(value)


def is_empty(value: Any) -> bool:
    """Zero, empty or nothing."""
    return value is MISSING or not value


def show(value: Any) -> str:
    """How a template prints it at the top level."""
    if value is MISSING or value is None:
        return "<no value>"
    return sprint(value)


def sprint(value: Any) -> str:
    """``fmt``'s ``%v``."""
    match value:
        case None | _Missing():
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(int(value))
        case float():
            return format_float(value)
        case dict():
            return "map[" + " ".join(f"{key}:{sprint(value[key])}" for key in sorted(value)) + "]"
        case list():
            return "[" + " ".join(sprint(item) for item in value) + "]"
    raise UnsupportedTemplateError(f"a value of type {type(value).__name__}")


def format_float(value: float) -> str:
    """``strconv.FormatFloat(value, 'g', -1, 64)`` as ``%v`` has it: 1000000 is ``1e+06``."""
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if math.isnan(value):
        return "NaN"
    mantissa, _, exponent = f"{value!r}".partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    power = int(exponent or 0) + len(whole) - 1
    if whole == "0":
        power = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0"))) - 1
    digits = digits.rstrip("0")
    if not digits:
        return sign + "0"
    if power < -4 or power >= 6:
        return _exponent(sign, digits, power)
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    if len(digits) <= power + 1:
        return sign + digits + "0" * (power + 1 - len(digits))
    return f"{sign}{digits[: power + 1]}.{digits[power + 1 :]}"


def _exponent(sign: str, digits: str, power: int) -> str:
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'-' if power < 0 else '+'}{abs(power):02d}"


def to_json(value: Any, indent: int | None = None, escape_html: bool = True) -> str:
    """``json.Marshal``: keys sorted, and ``<>&`` escaped unless asked not to."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=separators, indent=indent)
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    if escape_html:
        text = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return text


def _plain(value: Any) -> Any:
    match value:
        case _Missing():
            return None
        case float():
            if not math.isfinite(value):
                raise TemplateError(f"json: unsupported value: {format_float(value)}")
            return int(value) if value.is_integer() and abs(value) < 1e21 else value
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
    return value


_CLASSES = {"int": "int", "int64": "int", "float64": "float", "string": "string", "bool": "bool"}


def equal(first: Any, second: Any) -> bool:
    """``eq`` of two values; raises `TemplateError` for what Go does not compare."""
    left, right = _CLASSES.get(kind(first), "other"), _CLASSES.get(kind(second), "other")
    nothing = kind(first) == "invalid" or kind(second) == "invalid"
    if left != right:
        if not nothing:
            raise TemplateError("incompatible types for comparison")
        return False
    if left != "other":
        return bool(first == second)
    if nothing:
        return kind(first) == kind(second)
    raise TemplateError(f"non-comparable type {go_type(first)}")


def less(first: Any, second: Any) -> bool:
    """``lt`` of two values."""
    left, right = _CLASSES.get(kind(first)), _CLASSES.get(kind(second))
    if left is None or right is None or left == "bool":
        raise TemplateError("invalid type for comparison")
    if left != right:
        raise TemplateError("incompatible types for comparison")
    return bool(first < second)
