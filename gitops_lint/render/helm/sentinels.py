"""Other values of the same kind, which can be found again in what a chart prints.

A number stays a number, ``512Mi`` stays a quantity, ``1.2.3`` a version; other texts get a mark appended.  Every new
number and mark is the only one of its kind in the output, so that one rendering answers for many values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from gitops_lint.patterns import regex

_MARK = regex(r"qzx(\d+)q")
_NUMBER = regex(r"\d+(?:\.\d+)*")
_NUMBER_LIKE = regex(r"[vV]?(\d+(?:\.\d+)*)[A-Za-z%]{0,3}")
_LARGEST = 1_000_000
"""Go templates print larger numbers in another notation than they were written in."""


def text_of(value: Any) -> str:
    """A scalar as a template prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def is_switch(value: Any) -> bool:
    """Whether a value has one other only."""
    return isinstance(value, bool) or value in ("true", "false")


def flipped(value: Any) -> Any:
    """The other value of a switch."""
    return not value if isinstance(value, bool) else {"true": "false", "false": "true"}[value]


def numbers_in(texts: Iterable[str]) -> set[str]:
    """Every number, and every version, that stands in an output."""
    return {number for text in texts for number in _NUMBER.findall(text)}


class Sentinels:
    """New values for some scalars, by their index; `None` for one that has none that is certain to be found.

    ``taken`` are the numbers of the output, which no sentinel may be.
    """

    def __init__(self, values: Sequence[Any], taken: Collection[str]) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, tuple[int, str]] = {}  # new number -> index and the number it stands for
        self.new = [self._other(index, value) for index, value in enumerate(values)]

    def explain(self, old: Any, new: Any) -> frozenset[int]:
        """The scalars whose sentinels alone make ``new`` out of ``old``; empty where something else is in it."""
        if not isinstance(old, (str, int, float)) or not isinstance(new, (str, int, float)):
            return frozenset()
        hits: set[int] = set()

        def unmark(match: re.Match[str]) -> str:
            hits.add(int(match[1]))
            return ""

        def restore(match: re.Match[str]) -> str:
            known = self._numbers.get(match[0])
            if known is None:
                return match[0]
            hits.add(known[0])
            return known[1]

        text = _NUMBER.sub(restore, _MARK.sub(unmark, text_of(new)))
        return frozenset(hits) if text == text_of(old) and isinstance(new, str) == isinstance(old, str) else frozenset()

    def _other(self, index: int, value: Any) -> Any:
        if isinstance(value, float) and not value.is_integer():
            number = self._unused(index, text_of(abs(value)), _decimals)
            return (float(number) if value > 0 else -float(number)) if number else None
        if isinstance(value, (int, float)):
            number = self._unused(index, text_of(abs(value)), _steps) if abs(value) < _LARGEST else None
            return (int(number) if value >= 0 else -int(number)) if number else None
        like = _NUMBER_LIKE.fullmatch(value)
        if like is None:
            return f"{value}qzx{index}q"
        number = self._unused(index, like[1], _steps)
        return f"{value[: like.start(1)]}{number}{value[like.end(1) :]}" if number else None

    def _unused(self, index: int, text: str, more: Callable[[str, int], str]) -> str | None:
        for step in range(1, 2000):
            number = more(text, step)
            if number not in self._taken:
                self._taken.add(number)
                self._numbers[number] = (index, text)
                return number
        return None


def _steps(text: str, step: int) -> str:
    """A later number of the same shape: the last part counts, leading zeros stay."""
    head, dot, last = text.rpartition(".")
    return f"{head}{dot}{int(last) + step:0{len(last)}d}"


def _decimals(text: str, step: int) -> str:
    """A number a little larger, which no notation shortens."""
    return f"{text}{step}" if step % 10 else f"{text}{step}1"
