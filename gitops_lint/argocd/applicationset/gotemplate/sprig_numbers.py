"""Sprig's functions of numbers, and its conversions (github.com/spf13/cast)."""

from __future__ import annotations

import math
import re
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Signature
from gitops_lint.argocd.applicationset.gotemplate.values import Int64
from gitops_lint.patterns import regex

_DECIMAL = regex(r"[+-]?(0|[1-9][0-9]{0,17})(\.0*)?\Z")
_MOST = 10_000


def to_int(value: Any) -> int:
    """``cast.ToInt64``: 0 for what is no number."""
    match value:
        case bool() | int():
            return int(value)
        case float():
            if not math.isfinite(value) or abs(value) >= 2**63:
                raise UnsupportedTemplateError("a number beyond 64 bits")
            return int(value)
        case str():
            return _parse(value)
    return 0


def _parse(text: str) -> int:
    if match := _DECIMAL.match(text):
        return int(text[: match.start(2)] if match.group(2) else text)
    if re.search(r"[0-9]", text):
        raise UnsupportedTemplateError(f"the number in '{text}'")
    return 0


def _to_float(value: Any) -> float:
    match value:
        case bool() | int() | float():
            return float(value)
        case str():
            if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?", value):
                return float(value)
            if re.search(r"[0-9]|inf|nan", value, re.IGNORECASE):
                raise UnsupportedTemplateError(f"the number in '{value}'")
    return 0.0


def _wrapped(value: int) -> Int64:
    return Int64((value + 2**63) % 2**64 - 2**63)


def _divide(first: Any, second: Any) -> Int64:
    left, right = to_int(first), to_int(second)
    quotient = abs(left) // abs(right)
    return _wrapped(quotient if (left < 0) == (right < 0) else -quotient)


def _modulo(first: Any, second: Any) -> Int64:
    return _wrapped(int(math.fmod(to_int(first), to_int(second))))


def _multiply(first: Any, *others: Any) -> Int64:
    product = to_int(first)
    for other in others:
        product = _wrapped(product * to_int(other))
    return _wrapped(product)


def _steps(start: int, stop: int, step: int) -> list[int]:
    if not step or (stop < start) is (step > 0):
        return []
    if abs(stop - start) // abs(step) > _MOST:
        raise UnsupportedTemplateError("a very long list")
    return list(range(start, stop, step))


def _until(count: int) -> list[int]:
    return _steps(0, count, -1 if count < 0 else 1)


def _seq(*numbers: int) -> str:
    if len(numbers) == 1:
        start, step, end = 1, 1 if numbers[0] >= 1 else -1, numbers[0]
    elif len(numbers) == 2:
        start, end = numbers
        step = -1 if end < start else 1
    elif len(numbers) == 3:
        start, step, end = numbers
        if end < start and step > 0:
            return ""
    else:
        return ""
    margin = -1 if end < start else 1
    return " ".join(map(str, _steps(start, end + (step if len(numbers) == 2 else margin), step)))


def _round(value: Any, places: int, on: float = 0.5) -> float:
    power = 10.0**places
    digit = power * _to_float(value)
    fraction = math.modf(digit)[0]
    return (math.ceil(digit) if fraction >= on else math.floor(digit)) / power


def _atoi(text: str) -> int:
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else 0


NUMBERS = {
    "atoi": Signature(_atoi, "s"),
    "int": Signature(to_int, "a"),
    "int64": Signature(lambda value: Int64(to_int(value)), "a"),
    "float64": Signature(_to_float, "a"),
    "add1": Signature(lambda value: _wrapped(to_int(value) + 1), "a"),
    "add": Signature(lambda *values: _wrapped(sum(map(to_int, values))), "", "a"),
    "sub": Signature(lambda first, second: _wrapped(to_int(first) - to_int(second)), "aa"),
    "div": Signature(_divide, "aa"),
    "mod": Signature(_modulo, "aa"),
    "mul": Signature(_multiply, "a", "a"),
    "max": Signature(lambda *values: Int64(max(map(to_int, values))), "a", "a"),
    "biggest": Signature(lambda *values: Int64(max(map(to_int, values))), "a", "a"),
    "min": Signature(lambda *values: Int64(min(map(to_int, values))), "a", "a"),
    "maxf": Signature(lambda *values: max(map(_to_float, values)), "a", "a"),
    "minf": Signature(lambda *values: min(map(_to_float, values)), "a", "a"),
    "ceil": Signature(lambda value: float(math.ceil(_to_float(value))), "a"),
    "floor": Signature(lambda value: float(math.floor(_to_float(value))), "a"),
    "round": Signature(_round, "ai", "f"),
    "until": Signature(_until, "i"),
    "untilStep": Signature(_steps, "iii"),
    "seq": Signature(_seq, "", "i"),
}
