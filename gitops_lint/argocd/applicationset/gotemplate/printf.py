"""The part of Go's ``fmt.Sprintf`` that templates use."""

from __future__ import annotations

import re
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.values import go_type, sprint
from gitops_lint.patterns import regex

_VERB = regex(r"%([-+ 0#]*)(\d*)(?:\.(\d*))?(.)", re.DOTALL)


def printf(template: str, *values: Any) -> str:
    """Format; raises `UnsupportedTemplateError` for verbs and combinations that are not modelled."""
    rest = list(values)

    def replace(match: re.Match[str]) -> str:
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if not rest:
            raise UnsupportedTemplateError(f"printf '{template}' has too few values")
        if int(width or 0) > 1000:
            raise UnsupportedTemplateError("printf with a huge width")
        text = _format(verb, flags, bool(width), precision, rest.pop(0))
        if "-" in flags:
            return text.ljust(int(width or 0))
        if "0" in flags and verb in "df":
            return text.zfill(int(width or 0))
        return text.rjust(int(width or 0))

    if "%" in _VERB.sub("", template):
        raise UnsupportedTemplateError(f"printf '{template}' ends in a verb without a letter")
    out = _VERB.sub(replace, template)
    if rest:
        raise UnsupportedTemplateError(f"printf '{template}' has too many values")
    return out


def _format(verb: str, flags: str, wide: bool, precision: str | None, value: Any) -> str:
    if "#" in flags or "+" in flags or " " in flags or ("0" in flags and verb not in "df"):
        raise UnsupportedTemplateError(f"printf with the flags '{flags}'")
    if precision is not None and verb not in "fs":
        raise UnsupportedTemplateError("printf with this precision")
    kind = go_type(value)
    if wide and isinstance(value, (dict, list)):
        raise UnsupportedTemplateError("printf with the width of a list")
    if verb == "v" or (verb == "t" and kind == "bool"):
        return sprint(value)
    if verb == "s" and (kind in ("string", "[]string")):
        text = sprint(value)
        return text if precision is None else text[: int(precision or 0)]
    if verb in "dx" and kind in ("int", "int64"):
        return f"{int(value):{verb}}"
    if verb == "q" and kind == "string":
        return quoted(value)
    if verb == "f" and kind == "float64":
        return f"{value:.{int(precision or 0) if precision is not None else 6}f}"
    raise UnsupportedTemplateError(f"printf with the verb '%{verb}' and a value of type {kind}")


_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r",
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
}  # fmt: skip


def quoted(text: str) -> str:
    """``%q``: a Go string literal."""
    return '"' + "".join(_quoted_character(char) for char in text) + '"'


def _quoted_character(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x80 else (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
