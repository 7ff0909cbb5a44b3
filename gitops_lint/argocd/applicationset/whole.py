"""Go templates that write no text: a whole mapping or list, or a field that is not there.

Go prints ``{{.path}}`` as ``map[basename:shop path:apps/shop …]`` and what is missing as ``<no value>``, and the
Application gets that for a path or a name.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.node import scalars
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

_ACTION = regex(r"\{\{-?\s*((?:\.[A-Za-z_]\w*)+)\s*-?\}\}")
_SCOPE = regex(r"\{\{-?\s*(?:range|with|define|block|template)\b")
_CONDITION = regex(r"\{\{-?\s*(?:else\s+)?if\b")
_DECIDING = (
    ("metadata", "name"),
    ("spec", "source"),
    ("spec", "sources"),
    ("spec", "destination"),
    ("spec", "project"),
)
HANDED_ON = frozenset({"helm", "kustomize", "directory", "plugin"})
"""Settings of a source whose texts may have templates of their own."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A place of the template that writes something whole, or nothing."""

    pointer: Pointer  #: in ``spec.template``
    name: str  #: as it is written: ``.path``
    what: str  #: ``mapping``, ``list``, or empty where there is no such field
    meant: str  #: the field that may be meant; empty where none is likely

    @property
    def message(self) -> str:
        """What is wrong with it."""
        hint = f", did you mean '{self.meant}'?" if self.meant else ""
        return f"'{self.name}' is a {self.what}{hint}" if self.what else f"no generator supplies '{self.name}'{hint}"

    @property
    def decides(self) -> bool:
        """Whether Argo CD cannot make or deploy the Application: its name, source, destination or project is none."""
        return self.pointer[:2] in _DECIDING and HANDED_ON.isdisjoint(self.pointer)


def actions_of(template: Any) -> Iterator[tuple[Pointer, str, bool]]:
    """Where a template writes a parameter or one of its fields as it is, and whether that depends on a condition.

    In a scope of its own a dot is another.
    """
    for pointer, text in scalars(template):
        if isinstance(text, str) and "{{" in text and not _SCOPE.search(text):
            depends = _CONDITION.search(text) is not None
            yield from ((pointer, name, depends) for name in dict.fromkeys(_ACTION.findall(text)))


def written_whole(actions: list[tuple[Pointer, str, bool]], params: Mapping[str, Any]) -> Iterator[Whole]:
    """Those that are no text for these parameters; not the parameters themselves that no generator has."""
    for pointer, name, depends in actions:
        above: Any = params
        value: Any = params
        parts = name[1:].split(".")
        for part in parts:
            above, value = value, value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, Mapping):
            meant = f"{name}.{parts[-1]}" if isinstance(value.get(parts[-1]), str) else ""
            yield Whole(pointer, name, "mapping", meant)
        elif isinstance(value, list):
            yield Whole(pointer, name, "list", "")
        elif value is None and not depends and isinstance(above, Mapping) and above is not params:
            near = difflib.get_close_matches(parts[-1], map(str, above), 1, 0.75)
            meant = f"{name.removesuffix(parts[-1])}{near[0]}" if near else ""
            yield Whole(pointer, name, "", meant)
