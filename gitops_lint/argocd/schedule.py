"""Cron schedules (github.com/robfig/cron v3), Go durations and the sync windows made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.argocd.globs import glob
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: index for index, name in enumerate(_MONTH_NAMES, 1)}
_DAYS = {name: index for index, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_FIELDS: tuple[tuple[int, int, Mapping[str, int]], ...] = (
    (0, 59, {}),
    (0, 23, {}),
    (1, 31, {}),
    (1, 12, _MONTHS),
    (0, 6, _DAYS),
)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS = {"ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PART = regex(r"(\d+\.?\d*|\.\d+)([^\d.]+)", re.ASCII)


class ScheduleError(ValueError):
    """Argo CD cannot parse it, which blocks every sync of the project."""


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed schedule: which minutes, hours, days of the month, months and days of the week."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool  #: day of month or of week is ``*``: both have to fit, else one is enough

    @property
    def every_day(self) -> bool:
        """Whether it fires on every day of the year."""
        full_days, full_week = len(self.days) == 31, len(self.weekdays) == 7
        days = (full_days and full_week) if self.any_day else (full_days or full_week)
        return days and len(self.months) == 12

    @property
    def never(self) -> bool:
        """Whether no year has such a day, as with the 30th of February."""
        return self.any_day and not any(day <= _LENGTHS[month - 1] for month in self.months for day in self.days)

    @property
    def longest_gap(self) -> int | None:
        """The longest time in seconds between two starts, for a schedule of every day or week; else None."""
        weekly = self.any_day and len(self.days) == 31 and len(self.months) == 12
        if not self.every_day and not weekly:
            return None
        days = range(7) if self.every_day else sorted(self.weekdays)
        times = sorted(hour * 60 + minute for hour in self.hours for minute in self.minutes)
        starts = [day * 24 * 60 + time for day in days for time in times]
        if not starts:
            return None
        following = [*starts[1:], starts[0] + 7 * 24 * 60]
        return 60 * max(after - before for before, after in zip(starts, following, strict=True))


def parse_cron(text: str) -> Cron:
    """Parse five fields; raises `ScheduleError`. No seconds, no ``@daily``; Sunday is 0 and not 7."""
    if not text:
        raise ScheduleError("empty spec string")
    if text.startswith(("TZ=", "CRON_TZ=")):
        zone, space, text = text.partition(" ")
        if not space or not is_time_zone(zone.partition("=")[2]):
            raise ScheduleError(f"provided bad location {zone.partition('=')[2]}")
        text = text.strip()
    if text.startswith("@"):
        raise ScheduleError(f"parser does not accept descriptors: {text}")
    fields = text.split()
    if len(fields) != 5:
        raise ScheduleError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    parsed = [_field(part, *bounds) for part, bounds in zip(fields, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = (values for values, _ in parsed)
    return Cron(minutes, hours, days, months, weekdays, any_day=parsed[2][1] or parsed[4][1])


def _field(text: str, low: int, high: int, names: Mapping[str, int]) -> tuple[frozenset[int], bool]:
    values: set[int] = set()
    star = False
    for part in filter(None, text.split(",")):
        numbers, starred = _range(part, low, high, names)
        values.update(numbers)
        star = star or starred
    return frozenset(values), star


def _range(text: str, low: int, high: int, names: Mapping[str, int]) -> tuple[range, bool]:
    body, *steps = text.split("/")
    first, *last = body.split("-")
    star = first in ("*", "?")
    start, end = (low, high) if star else (_number(first, names),) * 2
    if not star and last:
        if len(last) > 1:
            raise ScheduleError(f"too many hyphens: {text}")
        end = _number(last[0], names)
    if len(steps) > 1:
        raise ScheduleError(f"too many slashes: {text}")
    step = _number(steps[0], {}) if steps else 1
    if steps and not last:
        end = high
    if start < low:
        raise ScheduleError(f"beginning of range ({start}) below minimum ({low}): {text}")
    if end > high:
        raise ScheduleError(f"end of range ({end}) above maximum ({high}): {text}")
    if start > end:
        raise ScheduleError(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if step == 0:
        raise ScheduleError(f"step of range should be a positive number: {text}")
    return range(start, end + 1, step), star and step == 1


def _number(text: str, names: Mapping[str, int]) -> int:
    if text.lower() in names:
        return names[text.lower()]
    if not re.fullmatch(r"\+?[0-9]{1,9}", text):
        raise ScheduleError(f"failed to parse int from {text}")
    return int(text)


def parse_duration(text: str) -> float:
    """A Go duration in seconds (``1h30m``; there are no days); raises `ScheduleError`."""
    body = text[1:] if text[:1] in ("+", "-") else text
    if body == "0":
        return 0.0
    total = at = 0
    while at < len(body):
        match = _PART.match(body, at)
        if match is None:
            break
        if match.group(2) not in _UNITS:
            raise ScheduleError(f'time: unknown unit "{match.group(2)}" in duration "{text}"')
        total += int(float(match.group(1)) * _UNITS[match.group(2)])
        at = match.end()
    if not body or at < len(body):
        missing = body and at < len(body) and re.fullmatch(r"\d+\.?\d*|\.\d+", body[at:], re.ASCII)
        raise ScheduleError(f'time: {"missing unit in" if missing else "invalid"} duration "{text}"')
    if total > 2**63 - 1:
        raise ScheduleError(f'time: invalid duration "{text}"')
    return total / 10**9 * (-1 if text.startswith("-") else 1)


def is_time_zone(name: str) -> bool:
    """Whether Go finds the time zone; Argo CD takes UTC instead, with a warning in its log."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name in ("", "UTC", "Local"):
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Window:
    """A sync window."""

    kind: str = ""
    schedule: str = ""
    duration: str = ""
    applications: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    time_zone: str = ""
    and_operator: bool = False
    manual_sync: bool = False
    description: str = ""

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two windows the same to Argo CD."""
        lists = (self.applications, self.namespaces, self.clusters)
        return (self.kind, self.schedule, self.duration, *lists, self.time_zone, self.and_operator)

    def matches(self, application: str, destination: Sequence[str], namespace: str) -> bool:
        """Whether the window rules this Application; ``destination`` are server and name exactly as it writes them."""
        parts = [
            (self.applications, (application,)),
            (self.clusters, tuple(text for text in destination if text)),
            (self.namespaces, (namespace,)),
        ]
        hits = [any(_glob(p, text) for p in patterns for text in texts) for patterns, texts in parts if patterns]
        return bool(hits) and (all(hits) if self.and_operator else any(hits))

    @property
    def always(self) -> bool:
        """Whether it is active at every moment (its duration reaches the next start)."""
        return self._spare() >= 0

    @property
    def overlaps(self) -> bool:
        """Whether it always starts anew before it has ended."""
        return self._spare() > 0

    def _spare(self) -> float:
        """How much longer it lasts than to its next start, in seconds; below zero where that cannot be said."""
        try:
            gap = parse_cron(self.schedule).longest_gap
            return parse_duration(self.duration) - gap if gap is not None else -1
        except ScheduleError:
            return -1


def read_windows(value: Any) -> tuple[Window, ...]:
    """The sync windows of an AppProject's ``spec.syncWindows``; entries of another shape are empty windows."""
    return tuple(_window(item if isinstance(item, dict) else {}) for item in (value if isinstance(value, list) else []))


def _window(item: Mapping[str, Any]) -> Window:
    def text(key: str) -> str:
        found = item.get(key)
        return found if isinstance(found, str) else ""

    def texts(key: str) -> tuple[str, ...]:
        found = item.get(key)
        return tuple(str(entry) for entry in found) if isinstance(found, list) else ()

    return Window(
        *(text("kind"), text("schedule"), text("duration")),
        *(texts("applications"), texts("namespaces"), texts("clusters")),
        time_zone=text("timeZone"),
        and_operator=item.get("andOperator") is True,
        manual_sync=item.get("manualSync") is True,
        description=text("description"),
    )


def _glob(pattern: str, text: str) -> bool:
    return pattern == "*" or glob(pattern, text)
