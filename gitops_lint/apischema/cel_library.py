"""What Kubernetes adds to CEL, as far as it can be said here (apiserver ``pkg/cel/library``).

A quantity is the decimal text of its value in nano units: equal quantities are equal texts, and nothing is rounded.
Not here, so that expressions with them are not evaluated: authorizer, url, ip, cidr, semver, format, regex
(``find``), ``indexOf`` of lists, comprehensions over two variables.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from gitops_lint.cel import Environment, Function
from gitops_lint.model.quantity import parse_quantity
from gitops_lint.patterns import regex

NANO: Final = 10**9

UNSUPPORTED: Final = regex(
    r"\b(authorizer|url|isURL|ip|isIP|cidr|isCIDR|semver|isSemver|format\.\w+|jsonpatch|JSONPatch|Object)\b"
    r"|\.(find|findAll|isIP|indexOf|lastIndexOf|slice|flatten|distinct|sort|sortBy|first|last|reverse"
    r"|getScheme|getHost|getHostname|getPort|getEscapedPath|getQuery|containsIP|containsCIDR|masked|prefixLength"
    r"|asApproximateFloat|transformList|transformMap|transformMapEntry)\("
    r"|\.(all|exists|existsOne|exists_one)\(\s*\w+\s*,\s*\w+\s*,"
)
"""What the API server knows and we do not."""

_TEXT: Final = regex(r"""[rR]?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""")


def without_texts(expression: str) -> str:
    """An expression with its string literals emptied: what is left are names, numbers and signs."""
    return _TEXT.sub('""', expression)


def unsupported(expression: str) -> str:
    """The part of an expression that only the API server can evaluate; empty if there is none."""
    bare = without_texts(expression)
    if "__" in bare:
        return "escaped names"
    found = UNSUPPORTED.search(bare)
    return found[0].strip(".(").partition("(")[0] if found is not None else ""


def _quantity(text: str) -> str:
    found = parse_quantity(text)
    if found is None:
        raise ValueError(f"quantities must match the regular expression of a quantity: {text}")
    return str(found.nano)


def _compared(one: str, other: str) -> int:
    return (int(one) > int(other)) - (int(one) < int(other))


def _whole(text: str) -> int:
    nano = int(text)
    if nano % NANO:
        raise ValueError("cannot convert value to integer")
    return nano // NANO


def _contains(items: list[Any], wanted: list[Any]) -> bool:
    return all(item in items for item in wanted)


def _sorted(items: list[Any]) -> bool:
    return all(one <= other for one, other in pairwise(items))


_PAIR: Final = ("STRING", "STRING")
_LISTS: Final = ("LIST", "LIST")

FUNCTIONS: Final = (
    Function("quantity", ("STRING",), "STRING", _quantity),
    Function("isQuantity", ("STRING",), "BOOL", lambda text: parse_quantity(text) is not None),
    Function("isGreaterThan", _PAIR, "BOOL", lambda one, other: int(one) > int(other), member=True),
    Function("isLessThan", _PAIR, "BOOL", lambda one, other: int(one) < int(other), member=True),
    Function("compareTo", _PAIR, "INT", _compared, member=True),
    Function("add", _PAIR, "STRING", lambda one, other: str(int(one) + int(other)), member=True),
    Function("sub", _PAIR, "STRING", lambda one, other: str(int(one) - int(other)), member=True),
    Function("sign", ("STRING",), "INT", lambda one: _compared(one, "0"), member=True),
    Function("isInteger", ("STRING",), "BOOL", lambda one: int(one) % NANO == 0, member=True),
    Function("asInteger", ("STRING",), "INT", _whole, member=True),
    Function("sets.contains", _LISTS, "BOOL", _contains),
    Function("sets.equivalent", _LISTS, "BOOL", lambda one, other: _contains(one, other) and _contains(other, one)),
    Function("sets.intersects", _LISTS, "BOOL", lambda one, other: any(item in other for item in one)),
    Function("isSorted", ("LIST",), "BOOL", _sorted, member=True),
    Function("sum", ("LIST",), "DYN", sum, member=True),
    Function("min", ("LIST",), "DYN", min, member=True),
    Function("max", ("LIST",), "DYN", max, member=True),
)


@lru_cache(maxsize=4)
def environment(*variables: str) -> Environment:
    """These variables with Kubernetes' functions; raises `UserError` where the extra ``cel`` is not installed."""
    return Environment(variables, FUNCTIONS)
