"""Makes text of an untrusted repository harmless where a terminal, a CI log or an XML reader will see it."""

from __future__ import annotations

import re

# Patterns stay strings: clean text, which is nearly all, then never pays for compiling them.
# Controls (C0, DEL, C1), bidirectional overrides, line separators, byte order marks and lone surrogates: they move
# the cursor, reorder what is read, or cannot be encoded.
_HOSTILE = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
_BEYOND_ASCII = "[^ -~]"
# Azure's agent and the old syntax of GitHub's runner find these anywhere in a line, not only at its start.
_CI_COMMAND = r"(?i)##(?:vso)?\["
_NOT_XML = "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_SURROGATE = "[\ud800-\udfff]"
_HOSTILE_IN_JSON = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(match: re.Match[str]) -> str:
    """The matched character as a Python escape."""
    char = match[0]
    code = ord(char)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _NAMED.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def inline(text: str, ascii_only: bool = False) -> str:
    """The text on one line, without anything that a terminal or a CI runner would obey."""
    if text.isascii() and text.isprintable():
        return defuse(text)
    return defuse(re.sub(_BEYOND_ASCII if ascii_only else _HOSTILE, visible, text))


def defuse(text: str) -> str:
    """The text without CI logging commands, as wide as before."""
    return re.sub(_CI_COMMAND, lambda match: match[0][:-1] + "(", text) if "##" in text else text


def path_at_line_start(path: str, ascii_only: bool = False) -> str:
    """A path that may begin a line: one such as ``::error::`` would be a workflow command there."""
    shown = inline(path, ascii_only)
    return f"./{shown}" if shown[:1] in {":", " ", ""} else shown


def hostile_cell(char: str, ascii_only: bool) -> str:
    """How one character of a source line is shown."""
    return re.sub(_BEYOND_ASCII if ascii_only else _HOSTILE, visible, char)


def xml(text: str) -> str:
    """The text as content of an XML element or of an attribute in double quotes."""
    text = re.sub(_NOT_XML, "\ufffd", text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, entity)
    return text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def encodable(text: str) -> str:
    """The text with lone surrogates replaced, so that it can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub(_SURROGATE, "\ufffd", text)
    return text


def json_text(dumped: str) -> str:
    """JSON that was dumped with ``ensure_ascii=False``, safe to encode, to parse strictly and to look at.

    Beyond ASCII there are only strings in JSON, so that characters can be escaped in the whole text at once.
    """
    if dumped.isascii() and "\x7f" not in dumped:
        return dumped
    return re.sub(_HOSTILE_IN_JSON, lambda match: f"\\u{ord(match[0]):04x}", encodable(dumped))
