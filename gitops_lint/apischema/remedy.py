"""What to do about a value of the wrong type, where one thing is the obvious one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from gitops_lint.apischema.definitions import Schema
from gitops_lint.apischema.valuelimits import value_problem
from gitops_lint.patterns import regex

Matches = Callable[[str, str], bool]

_DURATION: Final = regex(
    r"""
    .*(?:[dD]elay|[dD]uration|[iI]nterval|[pP]eriod|[tT]imeout|ttl|TTL|[wW]ait)
  | keepaliveTime | maxAge | maxRestartTime | nodeMeshMaxRestartTime | refreshTime | renewBefore
    """,
    re.VERBOSE,
)
"""Texts of these names are durations in every definition that we ship, but most definitions do not say so."""


def remedy(types: Sequence[str], value: object, schema: Schema, field: str, matches: Matches) -> str:
    """The advice at the end of a message.  ``field`` is the name that the schema has for the value; empty for none."""
    if "string" in types and isinstance(value, bool | int | float):
        return _as_text(value, schema, field, matches)
    if isinstance(value, str):
        if "boolean" in types and value in ("true", "false"):
            return ": remove the quotes"
        if "boolean" in types and value.lower() in ("yes", "no", "on", "off", "true", "false"):
            return ": write true or false"
        if ("integer" in types and _is_number(value, int)) or ("number" in types and _is_number(value, float)):
            return ": remove the quotes"
    if types and types[0] == "array" and not isinstance(value, list):
        return ": start every item with '- '" if isinstance(value, Mapping) else ""
    return ""


def _as_text(value: float, schema: Schema, field: str, matches: Matches) -> str:
    """What makes a text of a number or boolean; quotes are no advice where the text would be refused as well."""
    duration = _is_duration(schema, field)
    if isinstance(value, bool):
        return "" if duration else ": quote it"  # which word was written nobody knows here
    timed = f"{value}s"
    if value_problem(str(value), schema, matches) is not None:
        duration = "pattern" in schema and matches(schema["pattern"], timed)
        return f": give it a unit, such as {timed}" if duration else ""
    return f": give it a unit, such as {timed}" if duration else ": quote it"


def _is_duration(schema: Schema, field: str) -> bool:
    """Whether a text without a pattern is a duration: by its format, by a rule about it, or by its name."""
    if "pattern" in schema or "enum" in schema:
        return False
    rules = schema.get("x-kubernetes-validations") or ()
    return (
        schema.get("format") == "duration"
        or any("duration(self)" in str(rule) for rule in rules)
        or _DURATION.fullmatch(field) is not None
    )


def _is_number(text: str, kind: type[int | float]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return text == text.strip() and "_" not in text
