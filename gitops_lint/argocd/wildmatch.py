"""Git's wildmatch, the pattern language of pathspecs (``wildmatch.c``)."""

from __future__ import annotations

from gitops_lint.argocd.globsyntax import Element, Literal, One, PatternError, Sequence, Star

_POSIX = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")), "alpha": (("A", "Z"), ("a", "z")), "digit": (("0", "9"),),
    "lower": (("a", "z"),), "upper": (("A", "Z"),), "space": (("\t", "\r"), (" ", " ")),
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
    "blank": ((" ", " "), ("\t", "\t")), "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "print": ((" ", "~"),), "graph": (("!", "~"),), "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
}  # fmt: skip


def parse_wildmatch(pattern: str) -> Sequence:
    """Parse git's wildmatch without WM_PATHNAME (``wildmatch.c``): everything crosses ``/``."""
    elements: list[Element] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            elements.append(Star())
        elif char == "?":
            elements.append(One())
        elif char == "[":
            element, at = _wild_class(pattern, at)
            elements.append(element)
        else:
            if char == "\\":
                if at == len(pattern):
                    raise PatternError("pattern ends in a backslash")
                char = pattern[at]
                at += 1
            elements.append(Literal(char))
    return tuple(elements)


def _wild_class(pattern: str, at: int) -> tuple[One, int]:
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    ranges: list[tuple[str, str]] = []
    first = True
    while True:
        if at >= len(pattern):
            raise PatternError("unclosed bracket")
        char = pattern[at]
        if char == "]" and not first:
            return One(tuple(ranges), negated), at + 1
        first = False
        if pattern.startswith("[:", at):
            end = pattern.find(":]", at + 2)
            if end < 0 or pattern[at + 2 : end] not in _POSIX:
                raise PatternError("unknown character class")
            ranges.extend(_POSIX[pattern[at + 2 : end]])
            at = end + 2
            continue
        if char == "\\":
            at += 1
            char = pattern[at : at + 1]
        high = char
        if pattern.startswith("-", at + 1) and pattern[at + 2 : at + 3] not in ("", "]"):
            at += 2
            at += pattern[at] == "\\"
            high = pattern[at : at + 1]
        ranges.append((char, high))
        at += 1
