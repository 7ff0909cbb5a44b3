"""Go templates of a set that write no text: a whole mapping or list, or a field that is not there.

Go prints ``{{.path}}`` as ``map[basename:shop path:apps/shop …]`` and what is missing as ``<no value>``, and the
Application gets that for a path or a name.  Templates are in ``template``, in ``templatePatch``, and in the generators
of a matrix, which get the parameters of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.values import sprint
from gitops_lint.finding import Pointer
from gitops_lint.model.node import scalars
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass, replace

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
NO_VALUE = "<no value>"
"""What a Go template writes for what is missing."""
HANDED_ON = frozenset({"helm", "kustomize", "directory", "plugin"})
"""Settings of a source whose texts may have templates of their own."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A place of a set that writes something whole, or nothing."""

    pointer: Pointer
    name: str  #: as it is written: ``.path``
    what: str  #: ``mapping``, ``list``, or empty where there is no such field
    meant: str  #: the field that may be meant; empty where none is likely
    printed: str  #: what Go writes for it
    decides: bool  #: whether Argo CD cannot make or deploy the Application of it

    @property
    def message(self) -> str:
        """What is wrong with it."""
        hint = f", did you mean '{self.meant}'?" if self.meant else ""
        return f"'{self.name}' is a {self.what}{hint}" if self.what else f"no generator supplies '{self.name}'{hint}"


def actions_of(value: Any, at: Pointer) -> Iterator[tuple[Pointer, str, bool]]:
    """Where texts write a parameter or one of its fields as it is, and whether that depends on a condition.

    In a scope of its own a dot is another.
    """
    for pointer, text in scalars(value):
        if isinstance(text, str) and "{{" in text and not _SCOPE.search(text):
            depends = _CONDITION.search(text) is not None
            yield from (((*at, *pointer), name, depends) for name in dict.fromkeys(_ACTION.findall(text)))


def written_whole(actions: Iterable[tuple[Pointer, str, bool]], params: Mapping[str, Any]) -> Iterator[Whole]:
    """Those that are no text for these parameters; not the parameters themselves that no generator has."""
    for pointer, name, depends in actions:
        above: Any = params
        value: Any = params
        parts = name[1:].split(".")
        for part in parts:
            above, value = value, value.get(part) if isinstance(value, Mapping) else None
        decides = pointer[:2] == ("spec", "template") and _is_deciding(pointer[2:])
        if isinstance(value, Mapping):
            meant = f"{name}.{parts[-1]}" if isinstance(value.get(parts[-1]), str) else ""
            yield Whole(pointer, name, "mapping", meant, sprint(value), decides)
        elif isinstance(value, list):
            yield Whole(pointer, name, "list", "", sprint(value), decides)
        elif value is None and not depends and isinstance(above, Mapping) and above is not params:
            from difflib import get_close_matches  # only the unhappy pay for it

            near = get_close_matches(parts[-1], map(str, above), 1, 0.75)
            meant = f"{name.removesuffix(parts[-1])}{near[0]}" if near else ""
            yield Whole(pointer, name, "", meant, NO_VALUE, decides)


def handed_to(application: Mapping[str, Any], written: Iterable[Whole]) -> Iterator[Whole]:
    """Those of a patch, or of a generator's parameters, that an Application got; with what they decide of it."""
    for whole in written:
        places = [at for at, text in scalars(application) if isinstance(text, str) and whole.printed in text]
        if places:
            yield replace(whole, decides=any(map(_is_deciding, places)))


def _is_deciding(pointer: Pointer) -> bool:
    """Whether a place of an Application is its name, source, destination or project."""
    return pointer[:2] in _DECIDING and HANDED_ON.isdisjoint(pointer)
