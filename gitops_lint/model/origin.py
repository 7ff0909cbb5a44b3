"""Where an object, and every field of it, comes from.

A renderer hands out objects whose ``origin`` answers one question: which place in which file must a person
edit to change the value at this pointer?  ``Written`` answers it for an object taken as it stands in a file;
``Shadowed`` for one that patches and transformers changed on its way; a renderer with other means (Helm) brings
its own class that satisfies the same protocol.
"""

from __future__ import annotations

from typing import Protocol

from gitops_lint.finding import Pointer, Span
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """One place in the repository that set a value or led to it.

    ``path``, ``document`` and ``pointer`` are symbolic and turned into a span only when somebody reads it;
    ``span`` is given where there is no parsed document to look into, such as a chart template; ``printed`` is then the
    place in the object that came of it.
    """

    how: str  #: ``written``, ``patch``, ``images``, ``namespace``, ``template``, ``values``, ``rendered`` …
    path: str
    document: int = 0  #: index of the YAML document in the file
    pointer: Pointer = ()
    span: Span | None = None
    printed: Pointer = ()

    def below(self, rest: Pointer) -> Cause:
        """The same cause for a value further down."""
        if not rest:
            return self
        return Cause(self.how, self.path, self.document, self.pointer + rest, self.span, self.printed)


class Origin(Protocol):
    """Answers where a value of an object comes from."""

    @property
    def first(self) -> Cause:
        """Where the object was written in the first place."""
        ...

    @property
    def chain(self) -> tuple[Cause, ...]:
        """What led from there to here: kustomizations, chart, generator, nearest to the file first."""
        ...

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The causes of the value at ``pointer``: the place to change first, then what it overrode."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """The origin of an object that is applied as it stands in a file."""

    first: Cause
    chain: tuple[Cause, ...] = ()

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The one place in the document."""
        return (self.first.below(pointer),)


class Shadow:
    """What changed below one node of an object; absent where nothing did.

    ``cause`` set: this whole subtree was put here by it, and pointers below continue inside ``cause.pointer``.
    ``cause`` None: the node itself is as it was, only some ``children`` differ.
    """

    __slots__ = ("cause", "children", "previous")

    def __init__(
        self,
        cause: Cause | None = None,
        children: dict[str | int, Shadow] | None = None,
        previous: tuple[Cause, ...] = (),
    ) -> None:
        self.cause = cause
        self.children = children
        self.previous = previous


@dataclass(frozen=True, slots=True)
class Shadowed:
    """The origin of an object that was changed on its way."""

    first: Cause
    shadow: Shadow
    chain: tuple[Cause, ...] = ()

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The cause nearest to the value, followed by the causes it replaced."""
        cause, rest = self.first, 0
        previous: tuple[Cause, ...] = ()
        node: Shadow | None = self.shadow
        depth = 0
        while node is not None:
            if node.cause is not None:
                cause, rest, previous = node.cause, depth, node.previous
            if depth == len(pointer) or node.children is None:
                break
            node = node.children.get(pointer[depth])
            depth += 1
        return (cause.below(pointer[rest:]), *previous)
