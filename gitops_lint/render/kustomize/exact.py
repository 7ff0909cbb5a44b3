"""What kustomize's own YAML library makes of a document, where that differs from what Kubernetes would.

kustomize reads resources and patches with go-yaml version 3 and keeps every scalar as it was written: ``yes`` stays a
string, a plain date becomes a timestamp, and ``1.10`` copied into an annotation is still ``1.10``.  `exact` corrects
a parsed value to that, and gives the text of the scalars for which the plain value does not tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex

Raw = Mapping[Pointer, str]
"""The text of scalars that cannot be told from their value, by pointer."""

NO_RAW: Raw = {}

FLOW_NULL = "''"
"""The text given for an empty null inside of ``{}`` or ``[]``: go-yaml writes it as an empty string."""

_DATE = regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_STAMP = regex(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d*))?"
    r"[ \t]*(Z|[-+]\d{1,2}(?::\d{1,2})?)?)?"
)
# The layouts that go-yaml tries, after its own check for four digits and a dash.
_GO_STAMP = regex(
    r"\d{4}-\d{1,2}-\d{1,2}"
    r"(?:[Tt]\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:Z|[-+]\d\d:\d\d)| +\d{1,2}:\d\d:\d\d(?:\.\d*)?)"
)
_OLD_BOOLEANS = frozenset(
    word for base in ("y", "n", "yes", "no", "on", "off") for word in (base, base.title(), base.upper())
)
_FOLDED = regex(r">[-+0-9]*[ \t]*(?:#.*)?\r?\n")
_NUMBER_TEXT = regex(r"0|-?[1-9][0-9]{0,14}")
_WRITTEN_ANOTHER_WAY = regex(
    r"(?<![^\s\[{,:])(?:True|TRUE|False|FALSE|-0|\+[0-9]+|-?[0-9]{16,}|[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"(?=[\s\]},:]|\Z)"
)
"""What may be a boolean or a number that its value does not show as it was written; some of it is text."""


def exact(values: Mapping[int, Any], text: str, odd: bool) -> Mapping[int, tuple[Any, Raw]]:
    """Each document's value as kustomize reads it, with the texts of its scalars; ``odd``: the parser noticed some."""
    suspicious = (
        odd
        or _DATE.search(text) is not None
        or _FOLDED.search(text) is not None
        or _WRITTEN_ANOTHER_WAY.search(text) is not None
        or any(map(_has_telling_scalar, values.values()))
    )
    if not suspicious:
        return {index: (value, NO_RAW) for index, value in values.items()}
    found: dict[int, dict[Pointer, str]] = {}
    for index, pointer, scalar in _plain_scalars(text):
        found.setdefault(index, {})[pointer] = scalar
    result = {}
    for index, value in values.items():
        raw = found.get(index, {})
        corrected = value
        for pointer, scalar in raw.items():
            corrected = _corrected(corrected, pointer, scalar)
        telling = {pointer: scalar for pointer, scalar in raw.items() if "\n" not in scalar}
        result[index] = (corrected, telling or NO_RAW)
    return result


def _has_telling_scalar(value: Any) -> bool:
    stack = [value]
    while stack:
        node = stack.pop()
        if node is None or isinstance(node, float):
            return True
        if isinstance(node, dict):
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return False


def _plain_scalars(text: str) -> Iterator[tuple[int, Pointer, str]]:
    """Plain scalars whose text a value does not show: odd numbers, nulls, dates, old booleans."""
    import yaml

    walk = _Walk()
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            yield from walk.step(event)
    except yaml.YAMLError:
        return


def _tells(text: str) -> bool:
    return (
        text in ("", "~", "Null", "NULL", "True", "TRUE", "False", "FALSE")
        or text in _OLD_BOOLEANS
        or (text[0] in "0123456789+-." and not _NUMBER_TEXT.fullmatch(text))
    )


class _Walk:
    """Follows YAML events and knows the pointer at each."""

    def __init__(self) -> None:
        self.document = -1
        self.path: list[Any] = []  # per open collection: [is mapping, key or index, is flow]
        self.anchors: dict[str, tuple[Pointer, dict[Pointer, str]]] = {}
        self.open_anchors: list[tuple[int, Pointer, dict[Pointer, str]]] = []

    def pointer(self) -> Pointer:
        return tuple(frame[1] for frame in self.path)

    def step(self, event: Any) -> Iterator[tuple[int, Pointer, str]]:
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self.document += 1
            self.path, self.anchors, self.open_anchors = [], {}, []
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin(event, mapping=name[0] == "M")
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()
        elif name == "AliasEvent":
            yield from self._alias(event.anchor)
        elif name == "ScalarEvent":
            yield from self._scalar(event)

    def _begin(self, event: Any, *, mapping: bool) -> None:
        self._advance_sequence()
        if event.anchor:
            seen: dict[Pointer, str] = {}
            self.anchors[event.anchor] = (self.pointer(), seen)
            self.open_anchors.append((len(self.path), self.pointer(), seen))
        flow = bool(event.flow_style) or bool(self.path and self.path[-1][2])
        self.path.append([mapping, None if mapping else -1, flow])

    def _end(self) -> None:
        self.path.pop()
        while self.open_anchors and self.open_anchors[-1][0] >= len(self.path):
            self.open_anchors.pop()
        self._finish_value()

    def _advance_sequence(self) -> None:
        if self.path and not self.path[-1][0]:
            self.path[-1][1] += 1

    def _finish_value(self) -> None:
        if self.path and self.path[-1][0]:
            self.path[-1][1] = None

    def _scalar(self, event: Any) -> Iterator[tuple[int, Pointer, str]]:
        if self.path and self.path[-1][0] and self.path[-1][1] is None:
            self.path[-1][1] = event.value
            return
        self._advance_sequence()
        if event.style == ">":
            if "\n" in event.value:
                yield self._record(self.pointer(), event.value)
        elif event.implicit[0] and not event.style and event.tag is None and _tells(event.value):
            flow_null = not event.value and self.path and self.path[-1][2]
            yield self._record(self.pointer(), FLOW_NULL if flow_null else event.value)
        self._finish_value()

    def _record(self, pointer: Pointer, text: str) -> tuple[int, Pointer, str]:
        for _, _, seen in self.open_anchors:
            seen[pointer] = text
        return self.document, pointer, text

    def _alias(self, anchor: str) -> Iterator[tuple[int, Pointer, str]]:
        if self.path and self.path[-1][0] and self.path[-1][1] is None:
            self.path[-1][1] = f"*{anchor}"
            return
        self._advance_sequence()
        source, seen = self.anchors.get(anchor, ((), {}))
        here = self.pointer()
        if here and here[-1] == "<<":
            here = here[:-1]
        for pointer, text in list(seen.items()):
            yield self._record(here + pointer[len(source) :], text)
        self._finish_value()


def _corrected(value: Any, pointer: Sequence[Any], text: str) -> Any:
    """The value with the scalar at ``pointer`` as go-yaml version 3 has it."""
    node = value
    for part in pointer:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return value
    if isinstance(node, bool) and text in _OLD_BOOLEANS:
        return _replaced(value, pointer, text)
    if isinstance(node, str) and node == text:
        if "\n" in text:
            again = refolded(text)
            return value if again == text else _replaced(value, pointer, again)
        stamp = timestamp(text)
        return value if stamp is None else _replaced(value, pointer, stamp)
    return value


def is_old_boolean(text: str) -> bool:
    """Whether a plain scalar is a boolean in YAML 1.1 alone."""
    return text in _OLD_BOOLEANS


def renamed(value: Any, pointer: Sequence[Any], name: str) -> Any:
    """The value with another name for the key at ``pointer``."""
    if len(pointer) > 1:
        below = value[pointer[0]] if isinstance(value, list) or pointer[0] in value else None
        return value if below is None else _put(value, pointer[0], renamed(below, pointer[1:], name))
    return {name if key == pointer[0] else key: below for key, below in value.items()}


def _put(value: Any, part: Any, new: Any) -> Any:
    copy = value.copy()
    copy[part] = new
    return copy


def _replaced(value: Any, pointer: Sequence[Any], new: Any) -> Any:
    if not pointer:
        return new
    copy = value.copy()
    copy[pointer[0]] = _replaced(value[pointer[0]], pointer[1:], new)
    return copy


def refolded(text: str) -> str:
    """A folded scalar after go-yaml has written and read it again, as every build does once.

    Its emitter looks for the end of a run of line breaks from the start of the text instead of from where it is
    (``emitterc.go``, ``yaml_emitter_write_folded_scalar``), so that a break before an indented line is doubled.
    """
    first = text.lstrip("\n")[:1]
    doubles = first not in ("", " ", "\t")
    parts: list[str] = []
    at = 0
    line_is_indented = False
    for run in re.finditer(r"\n+", text):
        line = text[at : run.start()]
        if line:
            line_is_indented = line[0] in " \t"
        following = text[run.end() : run.end() + 1]
        breaks = len(run.group())
        at_end = not following and breaks > 1
        if doubles and line and not line_is_indented and (at_end or following in (" ", "\t")):
            breaks += 1
        parts += [line, "\n" * breaks]
        at = run.end()
    return "".join(parts) + text[at:]


def is_stamp(text: str) -> bool:
    """Whether a plain scalar is a date or time."""
    return timestamp(text) is not None


def timestamp(text: str) -> str | None:
    """A plain date or time as Go's JSON writes it; None where the text is none."""
    match = _STAMP.fullmatch(text)
    if not match:
        return None
    import datetime as dt

    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    if hour is not None and not _GO_STAMP.fullmatch(text):
        return None
    digits = (fraction or "").rstrip("0")
    part = f".{digits}" if digits else ""
    offset = "Z" if zone in (None, "Z", "+00:00") else zone
    return f"{year}-{int(month):02}-{int(day):02}T{int(hour or 0):02}:{minute or '00'}:{second or '00'}{part}{offset}"
