"""Patterns as sequences of elements, and the syntaxes Argo CD reads them from."""

from __future__ import annotations

from gitops_lint.values import dataclass


class PatternError(ValueError):
    """The library that would match with this pattern refuses it."""


@dataclass(frozen=True, slots=True)
class Literal:
    """These characters."""

    value: str


@dataclass(frozen=True, slots=True)
class One:
    """One character: in one of the ranges (or, negated, in none), and none of the stops."""

    ranges: tuple[tuple[str, str], ...] = ()
    negated: bool = True
    stops: str = ""

    def accepts(self, char: str) -> bool:
        """Whether the character fits."""
        if char in self.stops:
            return False
        return any(low <= char <= high for low, high in self.ranges) is not self.negated


@dataclass(frozen=True, slots=True)
class Star:
    """Any run of characters, possibly none, without the stops."""

    stops: str = ""


@dataclass(frozen=True, slots=True)
class Directories:
    """Any number of whole directories, each with its slash."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several sequences."""

    choices: tuple[Sequence, ...]


Element = Literal | One | Star | Directories | AnyOf
Sequence = tuple[Element, ...]


def wildcard_free(pattern: str) -> bool:
    """Whether the pattern means itself in every one of the syntaxes."""
    return not any(c in pattern for c in "*?[]{}\\!,\0")


def parse_gobwas(pattern: str, separators: str = "") -> Sequence:
    """Parse github.com/gobwas/glob v0.2 (``syntax/lexer/lexer.go``, ``syntax/ast/parser.go``).

    Its lexer stops at a NUL, forgives an unclosed ``{`` and drops a backslash at the end.
    """
    return _Gobwas(pattern.split("\0", 1)[0], separators).parse()


class _Gobwas:
    def __init__(self, pattern: str, separators: str) -> None:
        self.text = pattern
        self.separators = separators
        self.at = 0

    def parse(self, depth: int = 0) -> Sequence:
        if depth > 50:
            raise PatternError("too many nested braces")
        elements: list[Element] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if depth and char in ",}":
                break
            self.at += 1
            if char == "*":
                if self.text.startswith("*", self.at):
                    self.at += 1
                    elements.append(Star())
                else:
                    elements.append(Star(self.separators))
            elif char == "?":
                elements.append(One(stops=self.separators))
            elif char == "[":
                elements.append(self._range())
            elif char == "{":
                elements.append(self._terms(depth))
            else:
                self.at -= 1
                elements.append(Literal(self._literal("?*[{" + (",}" if depth else ""))))
        return tuple(elements)

    def _terms(self, depth: int) -> AnyOf:
        choices = [self.parse(depth + 1)]
        while self.at < len(self.text):
            self.at += 1
            if self.text[self.at - 1] == "}":
                break
            choices.append(self.parse(depth + 1))
        return AnyOf(tuple(choices))

    def _literal(self, breakers: str) -> str:
        out: list[str] = []
        while self.at < len(self.text) and self.text[self.at] not in breakers:
            if self.text[self.at] == "\\":
                self.at += 1
                if self.at == len(self.text):
                    break
            out.append(self.text[self.at])
            self.at += 1
        return "".join(out)

    def _range(self) -> One:
        negated = self.text.startswith("!", self.at)
        if negated:
            self.at += 1
        if self.at >= len(self.text):
            raise PatternError("unexpected end of input")
        if self.text.startswith("-", self.at + 1):
            low, high = self.text[self.at], self.text[self.at + 2 : self.at + 3]
            self.at += 3
            if not high:
                raise PatternError("unexpected end of input")
            self._close()
            if high < low:
                raise PatternError(f"hi character '{high}' should be greater than lo '{low}'")
            return One(((low, high),), negated)
        chars = self._literal("]")
        self._close()
        if not chars:
            raise PatternError("could not parse range")
        return One(tuple((char, char) for char in chars), negated)

    def _close(self) -> None:
        if self.at >= len(self.text):
            raise PatternError("unexpected end of input")
        if self.text[self.at] != "]":
            raise PatternError("expected close range character")
        self.at += 1


def parse_path_match(pattern: str) -> Sequence:
    """Parse the syntax of Go's ``path.Match``."""
    elements: list[Element] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "*":
            elements.append(Star("/"))
        elif char == "?":
            elements.append(One(stops="/"))
        elif char == "[":
            element, at = _go_class(pattern, at + 1, "^")
            elements.append(element)
            continue
        elif char == "\\":
            at += 1
            if at == len(pattern):
                raise PatternError("syntax error in pattern")
            elements.append(Literal(pattern[at]))
        else:
            elements.append(Literal(char))
        at += 1
    return tuple(elements)


def _go_class(pattern: str, at: int, negations: str, stops: str = "") -> tuple[One, int]:
    negated = pattern[at : at + 1] != "" and pattern[at] in negations
    if negated:
        at += 1
    ranges: list[tuple[str, str]] = []
    while True:
        if pattern.startswith("]", at) and ranges:
            return One(tuple(ranges), negated, stops), at + 1
        low, at = _class_character(pattern, at)
        high = low
        if pattern.startswith("-", at):
            high, at = _class_character(pattern, at + 1)
        ranges.append((low, high))


def _class_character(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern) or pattern[at] in "-]":
        raise PatternError("syntax error in pattern")
    if pattern[at] == "\\":
        at += 1
    if at + 1 >= len(pattern):
        raise PatternError("syntax error in pattern")
    return pattern[at], at + 1


def parse_doublestar(pattern: str, braces: bool = True, depth: int = 0) -> Sequence:
    """Parse github.com/bmatcuk/doublestar v4: ``path.Match`` plus ``**`` as a path component and ``{a,b}``."""
    if depth > 50:
        raise PatternError("too many nested braces")
    elements: list[Element] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        whole = at == 0 or pattern[at - 1] == "/"
        if whole and pattern.startswith("**/", at):
            elements.append(Directories())
            at += 3
        elif whole and pattern[at:] == "**":
            elements.append(Star())
            at += 2
        elif char == "*":
            elements.append(Star("/"))
            at += 1
        elif char == "?":
            elements.append(One(stops="/"))
            at += 1
        elif char == "[":
            element, at = _go_class(pattern, at + 1, "^!", "/")
            elements.append(element)
        elif char == "{" and braces:
            choices, at = _brace_choices(pattern, at + 1)
            elements.append(AnyOf(tuple(parse_doublestar(choice, depth=depth + 1) for choice in choices)))
        else:
            at += char == "\\"
            if at >= len(pattern):
                raise PatternError("syntax error in pattern")
            elements.append(Literal(pattern[at]))
            at += 1
    return tuple(elements)


def _brace_choices(pattern: str, at: int) -> tuple[list[str], int]:
    choices = [""]
    level = 1
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            choices[-1] += pattern[at : at + 2]
            at += 2
            continue
        level += (char == "{") - (char == "}")
        at += 1
        if not level:
            return choices, at
        if char == "," and level == 1:
            choices.append("")
        else:
            choices[-1] += char
    raise PatternError("syntax error in pattern")
