"""Cron schedules as Kubernetes reads them (robfig/cron v3 ``ParseStandard``): five fields or a descriptor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from gitops_lint.patterns import regex


class _Field(NamedTuple):
    name: str
    low: int
    high: int
    names: Mapping[str, int]


def _numbered(words: str, first: int) -> Mapping[str, int]:
    return {word: number for number, word in enumerate(words.split(), first)}


_FIELDS: Final[Sequence[_Field]] = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of month", 1, 31, {}),
    _Field("month", 1, 12, _numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1)),
    _Field("day of week", 0, 6, _numbered("sun mon tue wed thu fri sat", 0)),
)
_DESCRIPTORS: Final = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
_DURATION: Final = regex(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)(([0-9.]+)(ns|us|µs|μs|ms|s|m|h))*")


def schedule_problem(schedule: str) -> str:
    """Why a schedule cannot be read; empty if it can."""
    if "TZ" in schedule:
        return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
    if schedule.startswith("@"):
        if schedule in _DESCRIPTORS:
            return ""
        every = schedule.removeprefix("@every ")
        if every != schedule:
            return "" if _DURATION.fullmatch(every) else f"failed to parse duration {schedule}"
        return f"unrecognized descriptor: {schedule}"
    fields = schedule.split()
    if len(fields) != len(_FIELDS):
        return f"expected exactly {len(_FIELDS)} fields, found {len(fields)}: {fields}"
    for field, entry in zip(_FIELDS, fields, strict=True):
        for part in entry.split(","):
            if problem := _part_problem(part, field):
                return f"{field.name} '{entry}': {problem}"
    return ""


def _part_problem(part: str, field: _Field) -> str:
    bounds, *steps = part.split("/")
    if len(steps) > 1:
        return "too many slashes"
    if steps and (not steps[0].isdigit() or int(steps[0]) == 0):
        return "step of range should be a positive number"
    ends = bounds.split("-")
    if len(ends) > 2:
        return "too many hyphens"
    if ends[0] in ("*", "?"):
        return "" if len(ends) == 1 else "a range cannot start with *"
    numbers = [_number(end, field) for end in ends]
    low, high = numbers[0], numbers[-1]
    if low is None or high is None:
        return f"failed to parse number '{ends[0] if low is None else ends[-1]}'"
    if low < field.low:
        return f"beginning of range ({low}) below minimum ({field.low})"
    if high > field.high:
        return f"end of range ({high}) above maximum ({field.high})"
    return f"beginning of range ({low}) beyond end of range ({high})" if low > high else ""


def _number(text: str, field: _Field) -> int | None:
    known = field.names.get(text.lower())
    if known is not None:
        return known
    return int(text) if text.isascii() and text.isdigit() else None
