"""Plain values as YAML text in the style of what surrounds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from gitops_lint.patterns import regex
from gitops_lint.source.positions import Positions, start_of, walk
from gitops_lint.source.scalars import resolve
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is indented."""

    step: int = 2  #: columns a mapping under a key is indented by
    dash: int = 0  #: columns a list under a key is indented by


def style_of(positions: Positions, document: int) -> Style:
    """The document's own indentation: that of the first nested mapping and the first list under a key."""
    step = dash = None
    root = positions.root(document)
    for node in walk(root) if root is not None else ():
        if not isinstance(node, MappingNode) or node.flow_style:
            continue
        for key, value in node.value:
            if not isinstance(value, (MappingNode, SequenceNode)) or value.flow_style or not value.value:
                continue
            inner = column_of(positions, start_of(value)) - column_of(positions, start_of(key))
            if isinstance(value, MappingNode) and step is None and inner > 0:
                step = inner
            elif isinstance(value, SequenceNode) and dash is None and inner >= 0:
                dash = inner
        if step is not None and dash is not None:
            break
    return Style(step or 2, dash or 0)


def column_of(positions: Positions, offset: int) -> int:
    """The number of characters before a place in its line."""
    return offset - positions.lines.start(positions.lines.line_of(offset))


def block(value: Any, indent: int, style: Style) -> list[str]:
    """The lines of a non-empty mapping or list, each indented by ``indent``."""
    pad = " " * indent
    if isinstance(value, dict):
        lines: list[str] = []
        for key, child in value.items():
            lines += pair(str(key), child, indent, style)
        return lines
    lines = []
    for item in value:
        if _is_block(item):
            inner = block(item, indent + 2, style)
            lines += [f"{pad}- {inner[0][indent + 2 :]}", *inner[1:]]
        else:
            lines.append(f"{pad}- {inline(item)}")
    return lines


def pair(key: str, value: Any, indent: int, style: Style) -> list[str]:
    """The lines of a key with its value."""
    head = " " * indent + scalar(key) + ":"
    if not _is_block(value):
        return [f"{head} {inline(value)}"]
    return [head, *block(value, indent + (style.step if isinstance(value, dict) else style.dash), style)]


def inline(value: Any) -> str:
    """A scalar or an empty collection."""
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    return scalar(value)


def _is_block(value: Any) -> bool:
    return isinstance(value, (dict, list)) and bool(value)


_PLAIN = regex(r"[A-Za-z0-9_/.$(][A-Za-z0-9_/.@+=$()~%^;*<>|-]*(?:[ :]+[A-Za-z0-9_/.@+=$(~-][A-Za-z0-9_/.@+=$()~%-]*)*")
_OTHER_PARSERS = regex(  # sexagesimal numbers, dates and octals to YAML 1.1 or 1.2
    r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|\.|0[oO]?[0-9]+"
)


def scalar(value: Any, quote: str = "") -> str:
    """A scalar's text; ``quote`` is the style to use for strings, empty for plain where that is safe."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if not quote and is_plain_safe(value):
        return value
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(_escaped(value)) + '"'


def is_plain_safe(text: str) -> bool:
    """Whether any YAML parser reads the unquoted text as that very string, in block and in flow style."""
    if not _PLAIN.fullmatch(text) or ": " in text or " #" in text or text.endswith((":", " ")):
        return False
    return resolve(text) == (text, None) and not _OTHER_PARSERS.fullmatch(text)


_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escaped(text: str) -> Iterator[str]:
    for character in text:
        if character in _SHORT:
            yield _SHORT[character]
        elif character == " " or character.isprintable():
            yield character
        elif ord(character) <= 0xFFFF:
            yield f"\\u{ord(character):04x}"
        else:
            yield f"\\U{ord(character):08x}"


def quote_of(node: ScalarNode) -> str:
    """The quotes a scalar is written in; empty for plain and block scalars."""
    return node.style if node.style in ("'", '"') else ""
