"""How the API server spells lists, numbers of things and quoted text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

_ESCAPES: Final = {
    "\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", '"': r"\"", "\\": r"\\",
}  # fmt: skip


def join_quoted(items: Iterable[str]) -> str:
    """``"a", "b"``: in quotes, nothing escaped."""
    return ", ".join(f'"{item}"' for item in items)


def plural(items: Collection[object], one: str, many: str) -> str:
    """``one`` for exactly one thing."""
    return one if len(items) == 1 else many


def containers_named(names: Collection[str]) -> str:
    """``container "a"`` or ``containers "a", "b"``."""
    return f"{plural(names, 'container', 'containers')} {join_quoted(names)}"


def go_quoted(text: str) -> str:
    """``text`` as Go's ``%q`` prints it."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
