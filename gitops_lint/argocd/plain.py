"""Reading untrusted plain values: a wrong shape reads as absent, never as an exception."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def string(value: Any) -> str:
    """The value if it is a string, else the empty string."""
    return value if isinstance(value, str) else ""


def strings(value: Any) -> tuple[str, ...]:
    """The strings of a list; other members are passed over."""
    return tuple(item for item in sequence(value) if isinstance(item, str))


def is_open(text: str) -> bool:
    """Whether somebody fills it in later: templates, ``envsubst`` and Vault's placeholders."""
    return "{{" in text or "$" in text or "<" in text


BOOLEANS = frozenset({"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"})
"""What Go's ``strconv.ParseBool`` reads."""


def parse_bool(text: str) -> bool | None:
    """``strconv.ParseBool``; None for what it refuses."""
    return text[0] in "1tT" if text in BOOLEANS else None
