"""YAML inside of a text: lists of aws-auth, objects to mount, configurations of other programs."""

from __future__ import annotations

from typing import Any, Final

_LONGEST: Final = 200_000  # characters; such a text is some hundred lines
_BRACKETS: Final = 5_000  # openings of flow collections: a bound on how deep it can be nested


def read_inner(text: str) -> Any:
    """The plain value of the text; None where it is no YAML, or larger and deeper than anybody writes."""
    if len(text) > _LONGEST or text.count("[") + text.count("{") > _BRACKETS:
        return None
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
