"""Kubernetes quantities (``100m``, ``128Mi``, ``1e3``), exactly as the API server reads, compares and prints them.

Source of the facts: ``k8s.io/apimachinery/pkg/api/resource`` (``quantity.go``, ``suffix.go``).  The scanner there
is more generous than its own documentation: ``Ki``, ``.`` and ``m`` are zero, ``1.`` and ``.5`` are numbers.

Three deliberate differences, none of which a manifest that works can meet: texts of more than 256 characters and
exponents above 1000 are refused instead of computed; amounts of 10^21 and more print with the suffix ``E`` where
upstream forgets the suffix; ``value`` and ``milli`` neither overflow nor turn small negative amounts positive.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Final, Self

from gitops_lint.patterns import regex
from gitops_lint.values import dataclass, field

FORMAT_WRONG: Final = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"  # upstream's words
)
SUFFIX_WRONG: Final = "unable to parse quantity's suffix"
NUMBER_WRONG: Final = "unable to parse numeric part of quantity"

_NANO: Final = 10**9
_LONGEST: Final = 256
_LARGEST_EXPONENT: Final = 1000
_LARGEST_BINARY: Final = (2**63 - 1) * _NANO
_DECIMAL_EXPONENTS: Final = {
    "": 0, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
}  # fmt: skip
_BINARY_EXPONENTS: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_SUFFIXES: Final = {exponent: suffix for suffix, exponent in _DECIMAL_EXPONENTS.items()}
_BINARY_SUFFIXES: Final = ("", *_BINARY_EXPONENTS)

_SCANNER: Final = regex(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)")
_EXPONENT: Final = regex(r"[eE]([+-]?[0-9]+)")
_COMMON: Final = regex(r"([1-9][0-9]{0,8})(m|Ki|Mi|Gi|)")  # nearly every quantity ever written


class QuantityError(ValueError):
    """The text is no quantity; the message is the API server's."""


class Format(Enum):
    """How a quantity is printed: with the family of suffixes it was written in."""

    DECIMAL_SI = "DecimalSI"
    BINARY_SI = "BinarySI"
    DECIMAL_EXPONENT = "DecimalExponent"


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """An exact amount, in billionths of its unit (core, byte, piece).

    Equal, ordered and hashed by amount alone: ``1`` equals ``1000m`` and ``1G`` is less than ``1Gi``.
    """

    nano: int
    format: Format = field(default=Format.DECIMAL_SI, compare=False)
    written: str = field(default="", compare=False, repr=False)  #: the text, where upstream would print it unchanged

    @classmethod
    def parse(cls, text: str) -> Self:
        """The quantity that ``text`` stands for; more than nine decimals are rounded away from zero.

        Raises ``QuantityError``.  Space around the number is refused here; see ``parse_quantity`` for YAML's values.
        """
        common = _COMMON.fullmatch(text)
        if common:
            return cls._common(text, int(common[1]), common[2])
        scanned = _SCANNER.fullmatch(text) if text and len(text) <= _LONGEST else None
        if scanned is None:
            raise QuantityError(FORMAT_WRONG)
        sign, whole, decimals, suffix = scanned.groups(default="")
        whole = whole or "0"
        form, exponent = _interpret(suffix)
        short = _is_short(form, exponent, whole, decimals)
        if not short and not any("0" <= character <= "9" for character in text[: scanned.start(4)]):
            raise QuantityError(NUMBER_WRONG)
        nano = _amount(form, exponent, whole, decimals)
        if form is Format.BINARY_SI and not short:
            nano = min(nano, _LARGEST_BINARY)
            if 0 < nano < _NANO:
                form = Format.DECIMAL_SI
        kept = text == "0" or (short and _looks_canonical(form, exponent, whole, decimals))
        return cls(-nano if sign == "-" else nano, form, text if kept else "")

    @classmethod
    def _common(cls, text: str, number: int, suffix: str) -> Self:
        if suffix in ("", "m"):
            nano = number * (_NANO if suffix == "" else 10**6)
            return cls(nano, Format.DECIMAL_SI, "" if number % 1000 == 0 else text)
        kept = number % 8 != 0 and _is_short(Format.BINARY_SI, _BINARY_EXPONENTS[suffix], str(number), "")
        return cls((number << _BINARY_EXPONENTS[suffix]) * _NANO, Format.BINARY_SI, text if kept else "")

    @classmethod
    def of(cls, value: int, form: Format = Format.DECIMAL_SI) -> Self:
        """``value`` whole units."""
        return cls(value * _NANO, form)

    @property
    def value(self) -> int:
        """Whole units, rounded away from zero: ``100m`` is 1."""
        return _round_up(self.nano, _NANO)

    @property
    def milli(self) -> int:
        """Thousandths of a unit, rounded away from zero: ``0.25`` is 250, ``1u`` is 1."""
        return _round_up(self.nano, 10**6)

    @property
    def is_zero(self) -> bool:
        """Whether nothing is asked for."""
        return self.nano == 0

    @property
    def is_integer(self) -> bool:
        """Whether it is a whole number of units, as extended resources, objects and bytes must be."""
        return self.nano % _NANO == 0

    @property
    def canonical(self) -> str:
        """Without decimals and with the largest suffix that allows it: ``1.5`` is ``1500m``, ``1024Mi`` is ``1Gi``."""
        if self.nano == 0:
            return "0"
        minus = "-" if self.nano < 0 else ""
        size = abs(self.nano)
        if self.format is Format.BINARY_SI and size >= 1024 * _NANO and size % _NANO == 0:
            return minus + _binary(size // _NANO)
        return minus + _decimal(size, self.format is Format.DECIMAL_EXPONENT)

    def __str__(self) -> str:
        """What the API server prints: the text as written where it takes that for canonical, else ``canonical``."""
        return self.written or self.canonical

    def __add__(self, other: Quantity) -> Quantity:
        """The sum, printed like the left side unless that is zero."""
        return Quantity(self.nano + other.nano, self.format if self.nano else other.format)

    def __sub__(self, other: Quantity) -> Quantity:
        """The difference, printed like the left side unless that is zero."""
        return Quantity(self.nano - other.nano, self.format if self.nano else other.format)

    def __mul__(self, factor: int) -> Quantity:
        """So many times as much."""
        return Quantity(self.nano * factor, self.format)

    def __neg__(self) -> Quantity:
        """As much less than nothing."""
        return Quantity(-self.nano, self.format)


ZERO: Final = Quantity(0)


def in_one_unit(amounts: Sequence[Quantity]) -> list[str]:
    """All of them in the largest unit that makes each a whole number, to be compared at a glance: 2000m and 2500m.

    Binary units count where one of the amounts is binary, so that 1024 pods stay 1024.
    """
    units = {suffix: 10 ** (exponent + 9) for suffix, exponent in _DECIMAL_EXPONENTS.items()}
    if any(amount.format is Format.BINARY_SI for amount in amounts):
        units |= {suffix: _NANO << exponent for suffix, exponent in _BINARY_EXPONENTS.items()}
    fitting = (suffix for suffix, size in units.items() if all(amount.nano % size == 0 for amount in amounts))
    unit = max(fitting, key=units.__getitem__)
    return [f"{amount.nano // units[unit]}{unit}" if amount.nano else "0" for amount in amounts]


def parse_quantity(value: object) -> Quantity | None:
    """The quantity behind a parsed YAML value, as Kubernetes' JSON decoder takes it; None where it would refuse.

    Strings may have space around them, numbers need no quotes.  None as well for null, which the decoder reads as
    zero but which in a patch or in Helm's values removes the key: to a reader of files it is an absent quantity.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, int):
        text = str(value) if abs(value) < 2**63 else _json_number(float(value)) if abs(value) < 2**1000 else ""
    elif isinstance(value, float) and math.isfinite(value):
        text = _json_number(value)
    else:
        return None
    return _parsed(text)


@lru_cache(1024)
def _parsed(text: str) -> Quantity | None:
    try:
        return Quantity.parse(text)
    except QuantityError:
        return None


def _interpret(suffix: str) -> tuple[Format, int]:
    if suffix in _DECIMAL_EXPONENTS:
        return Format.DECIMAL_SI, _DECIMAL_EXPONENTS[suffix]
    if suffix in _BINARY_EXPONENTS:
        return Format.BINARY_SI, _BINARY_EXPONENTS[suffix]
    exponent = _EXPONENT.fullmatch(suffix)
    if exponent is None or int(exponent[1]) > _LARGEST_EXPONENT:
        raise QuantityError(SUFFIX_WRONG)
    return Format.DECIMAL_EXPONENT, max(int(exponent[1]), -_LARGEST_EXPONENT)


def _is_short(form: Format, exponent: int, whole: str, decimals: str) -> bool:
    """Whether upstream computes it with a 64 bit integer, which decides how it is printed and what it caps."""
    if form is not Format.BINARY_SI:
        return len(whole) + len(decimals) <= 18 and exponent - len(decimals) >= -9
    return not decimals and len(whole) <= 14 - exponent * 3 // 10


def _amount(form: Format, exponent: int, whole: str, decimals: str) -> int:
    """The size in nano units, rounded up."""
    number = int(whole + decimals)
    if form is Format.BINARY_SI:
        number, power = number << exponent, 9 - len(decimals)
    else:
        power = exponent + 9 - len(decimals)
    scale: int = 10 ** abs(power)
    return number * scale if power >= 0 else _round_up(number, scale)


def _looks_canonical(form: Format, exponent: int, whole: str, decimals: str) -> bool:
    """Upstream's quick test; it is loose, so that ``1.500``, ``+1`` and ``1025Mi`` are printed as written."""
    digits = whole + decimals
    if form is Format.BINARY_SI:
        return int(digits) % 8 != 0
    return (exponent - len(decimals)) % 3 == 0 and not digits.endswith("000") and digits[0] != "0"


def _round_up(number: int, step: int) -> int:
    return -(-number // step) if number >= 0 else number // step


def _binary(size: int) -> str:
    power = 0
    while size % 1024 == 0 and power < len(_BINARY_SUFFIXES) - 1:
        size //= 1024
        power += 1
    return f"{size}{_BINARY_SUFFIXES[power]}"


def _decimal(nano: int, as_exponent: bool) -> str:
    digits = str(nano)
    mantissa = digits.rstrip("0")
    exponent = len(digits) - len(mantissa) - 9
    ceiling = exponent if as_exponent else min(exponent, 18)
    zeros = exponent - ceiling + ceiling % 3
    exponent -= zeros
    mantissa += "0" * zeros
    if as_exponent:
        return f"{mantissa}e{exponent}" if exponent else mantissa
    return mantissa + _DECIMAL_SUFFIXES[exponent]


def _json_number(value: float) -> str:
    """The number as Go's JSON encoder writes it: plain up to 10^21, the shortest digits that give it back."""
    text = repr(value)
    if "e" not in text or not 1e-6 <= abs(value) < 1e21:
        return text.removesuffix(".0")  # from 10^21 on both write an exponent
    from decimal import Decimal

    return format(Decimal(text), "f")
