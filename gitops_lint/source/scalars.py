"""What a plain scalar means to Kubernetes.

The rules are those of the go-yaml version 2 inside sigs.k8s.io/yaml (its ``resolve.go``), followed by the way through
JSON into the API machinery: 1.0 arrives as the integer 1, a number that fits no int64 as a float, ``.inf`` not at all.
Held against upstream by ``tests/source/test_upstream_values.py``.
"""

from __future__ import annotations

import math
import re
import struct
from typing import Any

from gitops_lint.patterns import regex
from gitops_lint.source.document import OddityKind

_TRUE = frozenset(word for base in ("yes", "on", "true") for word in (base, base.title(), base.upper())) | {"y", "Y"}
_FALSE = frozenset(word for base in ("no", "off", "false") for word in (base, base.title(), base.upper())) | {"n", "N"}
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_YAML12 = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_NON_FINITE = frozenset(sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")) | frozenset(
    (".nan", ".NaN", ".NAN")
)

HINTS = frozenset("0123456789+-.yYnNtTfFoO~") | {""}
"""What a plain scalar that is no string begins with."""

_FLOAT = regex(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_INTEGER = regex(
    r"[-+]?(?:(?P<zero>0)|(?P<decimal>[1-9][0-9]*)|0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)"
    r"|0[oO]?(?P<octal>[0-7]+))",
    re.ASCII,
)
_BASES = {"zero": 10, "decimal": 10, "hex": 16, "binary": 2, "octal": 8}
_LONGEST_INTEGER = 100  # digits and prefix; what is longer fits no 64 bits
INT64_MIN, INT64_MAX, UINT64_MAX = -(2**63), 2**63 - 1, 2**64 - 1


def resolve(text: str) -> tuple[Any, OddityKind | None]:
    """The value of an untagged plain scalar, and what is odd about it."""
    if text[:1] not in HINTS:
        return text, None
    if text in _TRUE:
        return True, None if text in _YAML12 else "yaml11-boolean"
    if text in _FALSE:
        return False, None if text in _YAML12 else "yaml11-boolean"
    if text in _NULL:
        return None, None
    if text in _NON_FINITE:
        return text, "non-finite"
    if text[0] not in "0123456789+-.":
        return text, None
    return _number(text)


def _number(text: str) -> tuple[Any, OddityKind | None]:
    number, odd = _go_number(text)
    if number is None:
        return text, None
    value = as_json_number(number)
    return value, odd or (None if str(value) == text else "rewritten-number")


def _go_number(text: str) -> tuple[int | float | None, OddityKind | None]:
    """The number go-yaml reads, before JSON; None for a string."""
    plain = text if text[0] == "." else text.replace("_", "")
    odd: OddityKind | None = None if plain == text else "underscore-number"
    match = _INTEGER.fullmatch(plain) if len(plain) < _LONGEST_INTEGER else None
    if match and match.lastgroup:
        base = _BASES[match.lastgroup]
        value = int(match[match.lastgroup], base)
        if plain[0] == "-":
            value = -value
        if INT64_MIN <= value <= INT64_MAX or (0 <= value <= UINT64_MAX and plain[0] != "+"):
            if base != 10:
                odd = "octal" if base == 8 else "other-base"
            return value, odd
    if not _FLOAT.fullmatch(plain):
        return None, None
    number = float(plain)
    if math.isinf(number):
        return None, None  # out of range for Go's ParseFloat, so it stays a string
    digits = plain.lstrip("+-")
    if "e" in digits or "E" in digits:
        odd = "exponent-number"
    elif digits[0] == "0" and digits[1:2].isdigit():
        odd = "leading-zero"
    return number, odd


def as_json_number(value: float) -> int | float:
    """A number after its way through JSON: what is integral and fits an int64 is an integer, else a float."""
    if isinstance(value, int):
        return value if INT64_MIN <= value <= INT64_MAX else float(value)
    if not value.is_integer() or abs(value) >= 2.0**64:
        return value
    exact = int(value)
    if abs(exact) > 2**53:  # Go prints the shortest digits that give the float, and these are read again
        mantissa, _, exponent = f"{value!r}e0".partition("e")
        digits, _, fraction = mantissa.partition(".")
        power = int(exponent.partition("e")[0])
        exact = int(digits + fraction.ljust(power, "0")[:power]) if power else int(digits)
    return exact if INT64_MIN <= exact <= INT64_MAX else value


def key_text(value: Any, text: str) -> str | None:
    """A resolved key as the JSON object key it becomes; None where upstream refuses it (null).

    ``text`` is the scalar as written.  sigs.k8s.io/yaml prints float keys with the precision of a float32.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return None
    if isinstance(value, str):
        return text if text not in _NON_FINITE else text.lower().lstrip("+")
    number, _ = _go_number(text)
    return str(number) if isinstance(number, int) else _go_float(float(value) if number is None else number)


def _go_float(value: float) -> str:
    """Go's ``strconv.FormatFloat(value, 'g', -1, 32)``."""
    single = _float32(value)
    if math.isinf(single):
        return ".inf" if value > 0 else "-.inf"
    for precision in range(1, 18):
        short = f"{single:.{precision - 1}e}"
        if _float32(float(short)) == single:
            break
    mantissa, exponent = short.split("e")
    if -4 <= int(exponent) < 6:
        if single == 0:
            return "-0" if math.copysign(1, single) < 0 else "0"
        return f"{float(short):.{max(len(mantissa.lstrip('-').replace('.', '')) - 1 - int(exponent), 0)}f}"
    return short


def _float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)
