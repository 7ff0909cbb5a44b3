"""Which documents of a file hold something that `masking` hides, and so must not be written down.

Asked of the values and of the text at hand, so that nothing is composed a second time.  Rather too much than too
little: a document that is said to hold a secret is only read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gitops_lint.source.credentials import (
    KEY_NAME,
    is_placeholder,
    is_sensitive_name,
    may_hold_secrets,
    names_a_key,
    shapes_in,
)
from gitops_lint.source.document import ParsedFile
from gitops_lint.source.filetext import stretches_of
from gitops_lint.source.masking import MAPPINGS, by_line

Stretch = tuple[int, int]

_PARTS: Final = frozenset((*MAPPINGS, "secretGenerator"))


def secret_documents(text: str, parsed: ParsedFile) -> Mapping[int, Stretch] | None:
    """From where to where the documents are that hold a secret, by their index.

    None where the file holds one and cannot be taken apart.
    """
    if not may_hold_secrets(text):
        return {}
    if parsed.problems:  # they quote the text
        return None
    shapes = [(start, end) for _, start, end in shapes_in(text)]
    values = {document.index: document.value for document in parsed.documents}
    stretches = stretches_of(text)
    if not stretches and len(values) > 1:
        return None if shapes or any(_shows(text, value) for value in values.values()) else {}
    secret: dict[int, Stretch] = {}
    for index, (start, end) in enumerate(stretches) if stretches else ((index, (0, len(text))) for index in values):
        shown = any(first < end and start < last for first, last in shapes)
        if index in values and (shown or _shows(text[start:end], values[index])):
            secret[index] = (start, end)
    odd = any(document.oddities and document.index in secret for document in parsed.documents)
    return None if odd else secret


def _shows(text: str, value: Any) -> bool:
    """Whether a document shows a secret to those who know YAML, or one of its lines does to those who do not."""
    return may_hold_secrets(text) and (_holds(value) or next(by_line(text), None) is not None)


def _holds(root: Any) -> bool:
    """Whether any value stands at a place that masking hides, and is no placeholder."""
    stack = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if _names_a_secret(value):
                return True
            stack += [below for below in value.values() if isinstance(below, (dict, list))]
        elif isinstance(value, list):
            stack += [below for below in value if isinstance(below, (dict, list))]
    return False


def _names_a_secret(mapping: Mapping[str, Any]) -> bool:
    spared = KEY_NAME if names_a_key(mapping) else ""
    if any(key != spared and is_sensitive_name(key) and _is_telling(below) for key, below in mapping.items()):
        return True
    if not _PARTS.isdisjoint(mapping) and ("secretGenerator" in mapping or mapping.get("kind") == "Secret"):
        return True
    name = mapping.get("name")
    return isinstance(name, str) and "value" in mapping and is_sensitive_name(name) and _is_telling(mapping["value"])


def _is_telling(value: Any) -> bool:
    """Whether a scalar says something."""
    if isinstance(value, str):
        return len(value) > 1 and not is_placeholder(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)
