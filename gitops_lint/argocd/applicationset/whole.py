"""Go templates that write a whole mapping or list where a text is meant: ``{{.path}}`` for ``{{.path.path}}``.

Go prints it as ``map[basename:shop path:apps/shop …]``, and the Application gets that for a path or a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.node import scalars
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

_ACTION = regex(r"\{\{-?\s*((?:\.[A-Za-z_]\w*)+)\s*-?\}\}")
_SCOPE = regex(r"\{\{-?\s*(?:range|with|define|block|template)\b")
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
    """A place of the template that writes something whole."""

    pointer: Pointer  #: in ``spec.template``
    name: str  #: as it is written: ``.path``
    what: str  #: ``mapping`` or ``list``
    meant: str  #: the field of the same name that it has; empty where it has none

    @property
    def decides(self) -> bool:
        """Whether Argo CD cannot make or deploy the Application: its name, source, destination or project is none."""
        return self.pointer[:2] in _DECIDING and HANDED_ON.isdisjoint(self.pointer)


def actions_of(template: Any) -> Iterator[tuple[Pointer, str]]:
    """Where a template writes a parameter or one of its fields as it is; in a scope of its own a dot is another."""
    for pointer, text in scalars(template):
        if isinstance(text, str) and "{{" in text and not _SCOPE.search(text):
            yield from ((pointer, name) for name in dict.fromkeys(_ACTION.findall(text)))


def written_whole(actions: list[tuple[Pointer, str]], params: Mapping[str, Any]) -> Iterator[Whole]:
    """Those that are no text for these parameters."""
    for pointer, name in actions:
        value: Any = params
        for part in name[1:].split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, Mapping | list):
            last = name.rpartition(".")[2]
            meant = f"{name}.{last}" if isinstance(value, Mapping) and isinstance(value.get(last), str) else ""
            yield Whole(pointer, name, "mapping" if isinstance(value, Mapping) else "list", meant)
