"""From a pointer to a stretch of text.

Nodes are composed again when somebody asks; the file's values never carry positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gitops_lint.finding import START, Pointer, Span
from gitops_lint.source.build import is_merge
from gitops_lint.source.compose import AliasNode, TooComplexError, compose
from gitops_lint.source.filetext import stretches_of
from gitops_lint.source.scalars import HINTS, key_text, resolve
from gitops_lint.source.text import Lines, decode
from gitops_lint.values import dataclass

LINE = "line "
"""What a grip begins with that goes on with the number, from 0, of a line of a text; elsewhere it means the key."""

_FAR = 100_000
"""Beyond so many characters a document is not worth composing alone: what is before it has to be skipped."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pointer leads in the node graph."""

    node: Node  #: the value; an `AliasNode` if it, or what holds it, is an alias
    key: Node | None  #: its key in the text; None for list items and the document itself
    in_list: bool
    exact: bool  #: False if only an ancestor of the place is written at ``node``
    parents: tuple[Node, ...]  #: the collections around it, outermost first


class Positions:
    """Finds places in one file's text.

    Raises `ValueError` if the bytes are no text.  In text that is no YAML, documents before the error are found; any
    place in others is the very beginning of the file.
    """

    def __init__(self, path: str, data: bytes | str) -> None:
        self.path = path
        self.text = data if isinstance(data, str) else decode(data).text
        self._lines: Lines | None = None
        self._roots: list[Node] | None = None
        self._single: dict[int, Node | None] = {}
        self.stretches = stretches_of(self.text)  #: each document's text; empty where the text alone does not tell

    @property
    def lines(self) -> Lines:
        """The table of lines."""
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines

    @property
    def roots(self) -> list[Node]:
        """The node of each document, null documents included."""
        if self._roots is None:
            self._roots = list(_readable(self.text))
        return self._roots

    def root(self, document: int) -> Node | None:
        """The node of one document, composed alone where that can be; None for a document that was not read."""
        if document in self._single:
            return self._single[document]
        if self._roots is None and 0 <= document < len(self.stretches):
            start, end = self.stretches[document]
            if end - start < len(self.text) and start < _FAR:
                # Blanks before it keep every offset as it is in the whole text.
                before = " " * (start - 1) + "\n" if start else ""
                root = next(_readable(before + self.text[start:end]), None)
                self._single[document] = root
                return root
        return self.roots[document] if 0 <= document < len(self.roots) else None

    def span(self, document: int, pointer: Pointer, grip: str = "value") -> Span:
        """The place of a value, its key, or its handle, in lines and columns.

        A pointer to what is not there gives the handle of the deepest thing around it that is; list items may be
        addressed by numbers or digits.  What stands in an alias or came by a merge key is at the alias.
        """
        found = self.find(document, pointer)
        return START if found is None else self.span_of(found, grip)

    def span_of(self, found: Found, grip: str) -> Span:
        """The span of what `find` gave."""
        return self.lines.span(*self._offsets(found, grip))

    def offsets(self, document: int, pointer: Pointer, grip: str = "value") -> tuple[int, int] | None:
        """The same as offsets into the text; None for a document that was not read."""
        found = self.find(document, pointer)
        return None if found is None else self._offsets(found, grip)

    def _offsets(self, found: Found, grip: str) -> tuple[int, int]:
        if isinstance(found.node, AliasNode) and (not found.exact or found.key is None or grip != "key"):
            return start_of(found.node), self.end_of(found.node)
        if grip.startswith(LINE):
            return self._line(found, int(grip.removeprefix(LINE))) or self._offsets(found, "key")
        if found.exact and grip == "key" and found.key is not None:
            return start_of(found.key), self.end_of(found.key)
        if found.exact and grip == "value":
            return self._value(found)
        return self._handle(found)

    def line_text(self, line: int) -> str:
        """A line without its end."""
        return self.lines.line_text(line)

    def find(self, document: int, pointer: Pointer) -> Found | None:
        """Where a pointer leads, or the deepest place on the way to it."""
        node = self.root(document)
        if node is None:
            return None
        key: Node | None = None
        in_list = False
        parents: tuple[Node, ...] = ()
        for part in pointer:
            step = _step(node, part)
            if step is None:
                merged = _merged(node, str(part), (*parents, node))
                if merged is None or not merged.exact:
                    return merged or Found(node, key, in_list, exact=False, parents=parents)
                key, node, in_list, parents = merged.key, merged.node, False, merged.parents
                continue
            parents = (*parents, node)
            key, node = step
            in_list = key is None
        return Found(node, key, in_list, exact=True, parents=parents)

    def end_of(self, node: Node) -> int:
        """The offset after the node's last character, without the blanks and comments that libyaml counts to it."""
        while isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(node, MappingNode) else last
        end: int = node.end_mark.index
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            start = start_of(node)
            return start + len(self.text[start:end].rstrip())
        return end

    def scalars(self) -> Iterator[tuple[int, int]]:
        """The offsets of every scalar that is written in the text, in order."""
        for root in self.roots:
            for node in walk(root):
                if isinstance(node, ScalarNode):
                    yield start_of(node), self.end_of(node)

    def entries(self) -> Iterator[tuple[int, int]]:
        """The offsets of every document, key with its value, and list item with its dash; outer before inner."""
        for root in self.roots:
            yield start_of(root), self.end_of(root)
            for node in walk(root):
                if isinstance(node, MappingNode):
                    for key, value in node.value:
                        yield start_of(key), max(self.end_of(value), self.end_of(key))
                elif isinstance(node, SequenceNode):
                    for item in node.value:
                        yield self.item_start(item, node), self.end_of(item)

    def item_start(self, item: Node, parent: Node) -> int:
        """Where a list item starts: at its dash in block style."""
        start = start_of(item)
        if isinstance(parent, SequenceNode) and not parent.flow_style:
            dash = self.text.rfind("-", 0, start)
            if dash >= 0 and not self.text[dash + 1 : start].strip():
                return dash
        return start

    def _value(self, found: Found) -> tuple[int, int]:
        start, end = start_of(found.node), self.end_of(found.node)
        if start < end:
            return start, end
        if found.key is not None:
            return start_of(found.key), self.end_of(found.key)
        if found.in_list and self.text[start - 1 : start] == "-":
            return start - 1, start
        return start, end

    def _line(self, found: Found, number: int) -> tuple[int, int] | None:
        """A line of a literal block, whose lines are those of its value; None for any other scalar and blank lines."""
        if not found.exact or not isinstance(found.node, ScalarNode) or found.node.style != "|":
            return None
        line = self.lines.line_of(start_of(found.node)) + 1 + number
        text, start = self.line_text(line), self.lines.start(line)
        return (start + len(text) - len(text.lstrip()), start + len(text.rstrip())) if text.strip() else None

    def _handle(self, found: Found) -> tuple[int, int]:
        node = found.node
        if not isinstance(node, (MappingNode, SequenceNode)):
            return self._value(found)
        if found.key is not None:
            return start_of(found.key), self.end_of(found.key)
        named = self._name(node) if found.in_list else self._identity(node)
        if named is None and isinstance(node, MappingNode) and node.value:
            named = node.value[0][0]
        if named is not None:
            return start_of(named), self.end_of(named)
        start = start_of(node)
        if isinstance(node, SequenceNode) and not node.flow_style:
            return start, start + 1  # the dash
        return start, self.end_of(node)

    def _name(self, node: Node) -> Node | None:
        name = child(node, "name")
        return name if isinstance(name, ScalarNode) and name.start_mark.index < name.end_mark.index else None

    def _identity(self, root: Node) -> Node | None:
        metadata = child(root, "metadata")
        name = self._name(metadata) if metadata is not None else None
        if name is not None:
            return name
        kind = child(root, "kind")
        return kind if isinstance(kind, ScalarNode) and kind.value else None


def _readable(text: str) -> Iterator[Node]:
    """The documents before the first error."""
    try:
        yield from compose(text)
    except (YAMLError, TooComplexError):
        return


def start_of(node: Node) -> int:
    """The offset of a node's first character, that of its tag or anchor if it has one."""
    return int(node.start_mark.index)


def key_name(node: Node) -> str | None:
    """A key as Kubernetes sees it; None for what cannot be one."""
    if type(node) is ScalarNode and node.tag is None:  # as nearly all are written
        written: str = node.value
        return written if node.style or written[:1] not in HINTS else _plain_key(written)
    if isinstance(node, AliasNode):
        node = node.target
    if not isinstance(node, ScalarNode):
        return None
    text: str = node.value
    if node.style or (node.tag is not None and not node.tag.startswith("tag:yaml.org,2002:")):
        return text
    return text if node.tag == "tag:yaml.org,2002:str" else key_text(resolve(text)[0], text)


@lru_cache(1024)
def _plain_key(text: str) -> str | None:
    return key_text(resolve(text)[0], text)


def child(node: Node, name: str) -> Node | None:
    """The value of a mapping's key: the last one of that name, as it wins."""
    pair = pair_of(node, name)
    return pair[1] if pair else None


def pair_of(node: Node, name: str) -> tuple[Node, Node] | None:
    """A mapping's key and value: the last of that name, as it wins."""
    if not isinstance(node, MappingNode):
        return None
    pair: tuple[Node, Node]
    for pair in reversed(node.value):
        key = pair[0]
        if type(key) is ScalarNode and key.tag is None and (key.style or key.value[:1] not in HINTS):
            if key.value == name:
                return pair
        elif key_name(key) == name:
            return pair
    return None


def walk(root: Node) -> Iterator[Node]:
    """Every node written in a document, keys included, in the order of the text."""
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, MappingNode):
            for key, value in reversed(node.value):
                stack += (value, key)
        elif isinstance(node, SequenceNode):
            stack.extend(reversed(node.value))


def _step(node: Node, part: str | int) -> tuple[Node | None, Node] | None:
    """The key and value, or None and the list item, that a part of a pointer leads to; None where nothing is there."""
    if type(node) is MappingNode:
        return pair_of(node, str(part))
    if type(node) is SequenceNode:
        index = part if isinstance(part, int) else int(part) if part.isascii() and part.isdigit() else -1
        if 0 <= index < len(node.value):
            return None, node.value[index]
    return None


def _merged(node: Node, name: str, parents: tuple[Node, ...]) -> Found | None:
    """The alias, or the inline mapping's pair, through which a merge key brings ``name``."""
    if not isinstance(node, MappingNode):
        return None
    for key, value in reversed(node.value):
        if not is_merge(key):
            continue
        for source in value.value if isinstance(value, SequenceNode) else (value,):
            mapping = source.target if isinstance(source, AliasNode) else source
            if isinstance(mapping, SequenceNode) and any(_provides(item, name) for item in mapping.value):
                return Found(source, None, in_list=False, exact=False, parents=parents)
            if not _provides(mapping, name):
                continue
            if isinstance(source, AliasNode):
                return Found(source, None, in_list=False, exact=False, parents=parents)
            pair, inside = pair_of(source, name), (*parents, source)
            if pair is None:
                return _merged(source, name, inside)
            return Found(pair[1], pair[0], in_list=False, exact=True, parents=inside)
    return None


def _provides(node: Node, name: str) -> bool:
    mapping = node.target if isinstance(node, AliasNode) else node
    return pair_of(mapping, name) is not None or (
        isinstance(mapping, MappingNode) and _merged(mapping, name, ()) is not None
    )
