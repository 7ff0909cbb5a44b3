"""Split a template into texts and actions, and an action into tokens (``text/template/parse/lex.go``)."""

from __future__ import annotations

import re
from typing import NamedTuple

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError
from gitops_lint.patterns import regex

_SPACE = " \t\r\n"
_TOKEN = regex(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<field>\.[^\W\d]\w*)
    |(?P<number>[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?))
    |(?P<dot>\.)
    |(?P<variable>\$\w*)
    |(?P<word>[^\W\d]\w*)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<raw>`[^`]*`)
    |(?P<char>'(?:[^'\\\n]|\\[^\n])+')
    |(?P<mark>:=|[=|(),])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """One token; ``spaced`` says whether white space stands before it."""

    kind: str
    text: str
    spaced: bool


def pieces(source: str) -> list[str | list[Token]]:
    """Texts and actions in order, trim markers applied, comments gone."""
    out: list[str | list[Token]] = []
    at = 0
    trim = False
    while True:
        start = source.find("{{", at)
        text = source[at:] if start < 0 else source[at:start]
        text = text.lstrip(_SPACE) if trim else text
        if start < 0:
            _add(out, text)
            return out
        inside = start + 2
        if source.startswith("-", inside) and source[inside + 1 : inside + 2] in tuple(_SPACE):
            text = text.rstrip(_SPACE)
            inside += 2
        _add(out, text)
        comment = inside
        while source[comment : comment + 1] in tuple(_SPACE) and source.startswith("-", start + 2):
            comment += 1
        if source.startswith("/*", comment):
            at, trim = _comment(source, comment)
        else:
            tokens, at, trim = _action(source, inside)
            out.append(tokens)


def _add(out: list[str | list[Token]], text: str) -> None:
    if text:
        out.append(text)


def _comment(source: str, at: int) -> tuple[int, bool]:
    end = source.find("*/", at + 2)
    if end < 0:
        raise TemplateError("unclosed comment")
    end += 2
    if source.startswith("}}", end):
        return end + 2, False
    if source[end : end + 1] in tuple(_SPACE) and source.startswith("-}}", end + 1):
        return end + 4, True
    raise TemplateError("comment ends before closing delimiter")


def _action(source: str, at: int) -> tuple[list[Token], int, bool]:
    tokens: list[Token] = []
    depth = 0
    spaced = False
    while True:
        if source.startswith("}}", at) or (spaced and source.startswith("-}}", at)):
            if depth:
                raise TemplateError("unclosed left paren")
            trim = source[at] == "-"
            return tokens, at + (3 if trim else 2), trim
        match = _TOKEN.match(source, at)
        if match is None:
            raise TemplateError("unclosed action" if at >= len(source) else f"unexpected {source[at]!r} in operand")
        kind = str(match.lastgroup)
        at = match.end()
        if kind == "space":
            spaced = True
            continue
        text = match.group()
        depth += {"(": 1, ")": -1}.get(text, 0) if kind == "mark" else 0
        if depth < 0:
            raise TemplateError("unexpected right paren")
        tokens.append(Token(kind, text, spaced))
        spaced = False
