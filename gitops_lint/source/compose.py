"""Text to YAML nodes with libyaml, bounded.

libyaml's composer recurses in C: some thousand nested brackets end the process.  Text that could nest deeply, or holds
very many nodes, goes through a composer with guards; everything else takes the fast one.  libyaml's composer also
refuses redefined anchors, which go-yaml accepts, and forgets where aliases stand: text with aliases is composed
here, from libyaml's events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from yaml._yaml import CParser
from yaml.error import Mark, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gitops_lint.patterns import regex

MAX_DEPTH = 200
"""Deeper nesting is refused; the deepest manifest of 43,000 real files has 30 levels."""

MAX_NODES = 500_000
"""More nodes in one file are refused: they would take hundreds of megabytes."""

_GUARDED_CHARACTERS = 1_000_000
"""Below this, a file cannot hold `MAX_NODES` nodes."""


class TooComplexError(Exception):
    """The text nests too deeply or holds too many nodes."""

    def __init__(self, message: str, mark: Mark | None = None) -> None:
        super().__init__(message)
        self.mark = mark


class AliasNode(Node):
    """An alias where it stands; ``target`` is the node it repeats."""

    id = "alias"

    def __init__(self, target: Node, start_mark: Mark, end_mark: Mark) -> None:
        self.tag: Any = None
        self.value: Any = None
        self.target = target
        self.start_mark = start_mark
        self.end_mark = end_mark


class _FastParser(CParser):
    """libyaml's composer that leaves the tag of a node None unless one is written."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> None:
        """Called by libyaml's composer for each node without a tag."""

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """Called by libyaml's composer before each node."""

    def ascend_resolver(self) -> None:
        """Called by libyaml's composer after each node."""


class _GuardedParser(_FastParser):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.nodes = 0

    def descend_resolver(self, parent: Any, index: Any) -> None:
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise too_complex(self.depth, getattr(parent, "start_mark", None))

    def ascend_resolver(self) -> None:
        self.depth -= 1


def too_complex(depth: int, mark: Mark | None) -> TooComplexError:
    """The error for a depth or, if that is within bounds, for a number of nodes."""
    if depth > MAX_DEPTH:
        return TooComplexError(f"nested more than {MAX_DEPTH} levels deep", mark)
    return TooComplexError(f"more than {MAX_NODES} YAML nodes in one file", mark)


_ALIAS = regex(r"(?:^|[\s\[{,:?-])\*[^\s,\[\]{}]")
_ANCHOR = regex(r"(?:^|[\s\[{,:?-])&([^\s,&\[\]{}]+)")
# every level of block nesting but a list straight under a key begins in a column of its own: enough columns come from
# indentation or from indicators in a row
_COMPACT = regex(r"^ *+(?:[-?:] ++(?:[&!][^ \n]*+ ++)*+){40}", re.MULTILINE)
_COMPACT_HINT = regex(r"- (?:[-:] |[!& ])")  # this or a question mark is in any such row; finding none is cheap


def _may_nest(text: str) -> bool:
    return (
        len(text) > _GUARDED_CHARACTERS
        or text.count("[") + text.count("{") > MAX_DEPTH
        or "\n" + " " * 60 in text
        or (("?" in text or _COMPACT_HINT.search(text) is not None) and _COMPACT.search(text) is not None)
    )


def has_aliases(text: str) -> bool:
    """Whether the text may hold an alias; surely not if False."""
    return "&" in text and "*" in text and _ALIAS.search(text) is not None


def _redefines(text: str) -> bool:
    """Whether the text may define an anchor twice."""
    if "&" not in text:
        return False
    names = _ANCHOR.findall(text)
    return len(set(names)) < len(names)


def compose(text: str) -> Iterator[Node]:
    """The root node of each document, null documents included.

    Raises `yaml.YAMLError` where libyaml refuses the text, `TooComplexError` where we do; both between documents.
    """
    try:
        yield from _compose_events(text) if has_aliases(text) or _redefines(text) else _compose_nodes(text)
    except MarkedYAMLError as error:
        if error.problem != "exceeded maximum nesting depth":
            raise
        # Newer libyaml has a bound of its own, and its scanner comes to it before we see the first bracket.
        raise too_complex(MAX_DEPTH + 1, error.problem_mark) from None


def _compose_nodes(text: str) -> Iterator[Node]:
    parser: Any = _GuardedParser(text) if _may_nest(text) else _FastParser(text)
    try:
        while parser.check_node():
            yield parser.get_node()
    finally:
        parser.dispose()


class _Open:
    """A collection whose end has not been seen."""

    __slots__ = ("items", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.items: list[Node] = []

    def close(self, end: Mark) -> None:
        self.node.end_mark = end
        if type(self.node) is MappingNode:
            items = self.items
            self.node.value = list(zip(items[::2], items[1::2], strict=True))
        else:
            self.node.value = self.items


def _compose_events(text: str) -> Iterator[Node]:
    parser = CParser(text)
    try:
        while True:
            event = parser.get_event()
            if isinstance(event, DocumentStartEvent):
                yield _compose_document(parser)
            elif event is None or isinstance(event, StreamEndEvent):
                return
    finally:
        parser.dispose()


def _compose_document(parser: Any) -> Node:
    anchors: dict[str, Node] = {}
    stack: list[_Open] = []
    nodes = 0
    while True:
        event = parser.get_event()
        kind = type(event)
        if kind is SequenceEndEvent or kind is MappingEndEvent:
            closed = stack.pop()
            closed.close(event.end_mark)
            node = closed.node
        elif kind is AliasEvent:
            node = AliasNode(_target(event, anchors, stack), event.start_mark, event.end_mark)
        else:
            node = _new_node(event, kind)
            if event.anchor is not None:
                anchors[event.anchor] = node
        nodes += 1
        if kind is SequenceStartEvent or kind is MappingStartEvent:
            stack.append(_Open(node))
            if len(stack) > MAX_DEPTH or nodes > MAX_NODES:
                raise too_complex(len(stack), event.start_mark)
        elif stack:
            stack[-1].items.append(node)
        else:
            return node


def _new_node(event: Any, kind: type) -> Node:
    if kind is ScalarEvent:
        return ScalarNode(event.tag, event.value, event.start_mark, event.end_mark, style=event.style)
    made = MappingNode if kind is MappingStartEvent else SequenceNode
    return made(event.tag, [], event.start_mark, event.end_mark, flow_style=event.flow_style)


def _target(event: Any, anchors: dict[str, Node], stack: list[_Open]) -> Node:
    target = anchors.get(event.anchor)
    if target is None:
        raise MarkedYAMLError(problem=f"unknown anchor '{event.anchor}' referenced", problem_mark=event.start_mark)
    if any(open_.node is target for open_ in stack):
        raise MarkedYAMLError(problem=f"anchor '{event.anchor}' value contains itself", problem_mark=event.start_mark)
    return target
