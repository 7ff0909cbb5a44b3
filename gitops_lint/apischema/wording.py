"""Schema errors in words that a person understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gitops_lint.finding import Pointer

_NAMES = {
    "array": "a list",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "a string",
}
_JSON_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
    dict: "object",
    list: "array",
    tuple: "array",
}
_SHOWN = 60


def shorten(text: str) -> str:
    """A text that fits into a message."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def json_type(value: object) -> str:
    """The JSON type of a plain value; a float without fraction is an integer, as for the API server."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return _JSON_TYPES.get(type(value)) or type(value).__name__


def got(value: object) -> str:
    """A value as a message names it: ``the boolean true``, ``the string 'x'``, ``a list``."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return (
                f"the {'integer' if json_type(value) == 'integer' else 'number'} {value:g}"
                if isinstance(value, float)
                else f"the integer {value}"
            )
        case str():
            return f"the string '{shorten(value)}'"
        case _:
            return _NAMES.get(json_type(value), f"a {json_type(value)}")


def expected(types: Sequence[str]) -> str:
    """Types as a message names them: ``a string or an integer``."""
    return " or ".join(_NAMES.get(name, name) for name in types if name != "null") or "nothing"


def listed(values: Iterable[Any], limit: int = 12) -> str:
    """Values in a row, quoted."""
    shown = [f"'{value}'" if isinstance(value, str) else str(value) for value in values]
    return ", ".join(shown[:limit]) + (" …" if len(shown) > limit else "")


def similar(name: str, candidates: Iterable[str]) -> str:
    """The candidate that was probably meant, or nothing."""
    names = sorted(candidates)
    folded = {candidate.lower(): candidate for candidate in names}
    plain = name.lower().replace("-", "").replace("_", "")
    if plain in folded:
        return folded[plain]
    from difflib import get_close_matches  # only the unhappy pay for it

    found = get_close_matches(name.lower(), folded, 1, 0.8 if len(name) > 4 else 0.7)
    return folded[found[0]] if found else ""


def is_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, added or swapped with the next; a letter in place of another may be meant."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(long) - len(short) > 1:
        return False
    at = 0
    for a, b in zip(short, long, strict=False):
        if a != b:
            break
        at += 1
    if len(short) == len(long):
        return at + 1 < len(one) and one[at + 1] + one[at] + one[at + 2 :] == other[at:]
    return len(short) > 2 and long[at + 1 :] == short[at:] and long[at].isalpha()


def dotted(pointer: Pointer) -> str:
    """A pointer as Kubernetes writes paths: ``spec.containers[0].image``, ``metadata.annotations[a.b/c]``."""
    out = ""
    for part in pointer:
        if isinstance(part, int) or not part.replace("_", "").replace("-", "").isalnum():
            out += f"[{part}]"
        else:
            out += f".{part}" if out else part
    return out


def owner(pointer: Pointer) -> str:
    """The thing a pointer leads to, by its last name: ``containers[0]``, ``securityContext``."""
    if not pointer:
        return ""
    if isinstance(pointer[-1], int) and len(pointer) > 1:
        return f"{pointer[-2]}[{pointer[-1]}]"
    return str(pointer[-1])
