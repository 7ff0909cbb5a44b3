"""The tokens of jq, as ``lexer.go`` of ``github.com/itchyny/gojq`` tells them apart."""

from __future__ import annotations

from typing import Any

from gitops_lint.patterns import regex

_SPACE = regex(r"(?:[ \t\n\r]+|#(?:\\(?:[\\\n]|\r\n?)?|[^\\\n\r])*)*")
WORD = regex(r"[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?")
INDEX = regex(r"\.[A-Za-z_][A-Za-z0-9_]*")
VARIABLE = regex(r"\$[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?")
NUMBER = regex(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
FORMAT = regex(r"@[A-Za-z0-9_]+")
_TEXT = regex(r'(?:[^"\\]|\\(?:["/\\bfnrt]|u[0-9a-fA-F]{4}))*')
OPERATOR = regex(r"//=?|\|=|[-+*/%]=?|[=!<>]=|[=<>]|(?:or|and)\b")


_KEYWORDS = (
    "or and module import include def as label break null true false if then elif else end try catch reduce foreach"
)
KEYWORDS = frozenset(_KEYWORDS.split())

_BUILT_IN = """
IN INDEX JOIN abs acos acosh add all any arrays ascii ascii_downcase ascii_upcase asin asinh atan atan2 atanh
booleans bsearch builtins capture cbrt ceil combinations contains copysign cos cosh date dateadd datesub debug
del delpaths drem empty endswith env erf erfc error exp exp10 exp2 explode expm1 fabs fdim finites first flatten
floor fma fmax fmin fmod format frexp from_entries fromdate fromdateiso8601 fromjson fromstream gamma
get_search_list getpath gmtime group_by gsub halt halt_error has have_decnum have_literal_numbers hypot implode
in index indices infinite input input_filename input_line_number inputs inside isempty isfinite isinfinite isnan
isnormal isvalid iterables j0 j1 jn join keys keys_unsorted last ldexp leaf_paths length lgamma lgamma_r limit
localtime log log10 log1p log2 logb ltrim ltrimstr map map_values match max max_by min min_by mktime modf
modulemeta nan nearbyint nextafter nexttoward normals not now nth nulls numbers objects path paths pick pow
pow10 range recurse recurse_down remainder repeat reverse rindex rint round rtrim rtrimstr scalars scalb scalbln
scan select setpath significand sin sinh skip sort sort_by split splits sqrt startswith strflocaltime strftime
strings strptime sub tan tanh test tgamma to_entries toarray toboolean todate todateiso8601 tojson tonumber
tostream tostring transpose trim trimstr trunc truncate_stream type unique unique_by until utf8bytelength values
walk while with_entries y0 y1 yn
"""
BUILT_IN = frozenset(_BUILT_IN.split())
"""Functions of gojq, and of jq beyond that: releases differ, and an unknown name is told where none has it."""


class JqError(ValueError):
    """The expression does not compile; the text says why, in gojq's words."""


class Tokens:
    """A text and the place in it that has been reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """The next character that says something; empty at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def take(self, symbol: str) -> bool:
        """Go on behind a symbol, if it comes next."""
        if self.peek() and self.text.startswith(symbol, self.at):
            self.at += len(symbol)
            return True
        return False

    def need(self, symbol: str) -> None:
        """Go on behind a symbol or word; raises `JqError` where something else comes next."""
        taken = self.take_word(symbol) if symbol.isalpha() else self.take(symbol)
        if not taken:
            raise self.unexpected()

    def match(self, pattern: Any) -> str:
        """What a pattern finds here, and go on behind it; empty for nothing."""
        self.peek()
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return str(found[0])

    def word(self) -> str:
        """The word that comes next, without taking it."""
        start = self.at
        word = self.match(WORD)
        self.at = start
        return word

    def take_word(self, word: str) -> bool:
        """Go on behind a word, if it comes next."""
        if self.word() == word:
            self.match(WORD)
            return True
        return False

    def unexpected(self) -> JqError:
        """The error that names what comes next."""
        rest = self.peek()
        token = self.word() or rest
        return JqError(f'unexpected token "{token}"' if token else "unexpected EOF")

    def skip_text(self) -> None:
        """Go on behind the characters and escapes of a string."""
        found = _TEXT.match(self.text, self.at)
        self.at = found.end() if found else self.at
