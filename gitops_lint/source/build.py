"""YAML nodes to plain values: once fast, and once more with care where the text is unusual."""

from __future__ import annotations

import base64
import binascii
from sys import intern
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gitops_lint.finding import Pointer, Span
from gitops_lint.patterns import regex
from gitops_lint.source.compose import AliasNode, TooComplexError, has_aliases
from gitops_lint.source.document import Oddity, OddityKind
from gitops_lint.source.scalars import HINTS, as_json_number, key_text, resolve
from gitops_lint.source.text import Lines

MAX_EXPANDED = 400_000
"""More nodes after the expansion of aliases are an attack; go-yaml's ratios begin to bite there too."""


class InvalidNodeError(Exception):
    """What JSON, and so Kubernetes, cannot have: a key that is null, a list or a mapping; a merge of something else."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def _invalid_key(node: Node) -> InvalidNodeError:
    what = "a mapping" if isinstance(node, MappingNode) else "a list" if isinstance(node, SequenceNode) else "null"
    return InvalidNodeError(node, f"invalid map key: {what} cannot be a key")


class UnusualError(Exception):
    """The fast builder saw something that has to be recorded."""


class _Plain(dict[str, Any]):
    """Remembers the values of plain scalars."""

    def __missing__(self, text: str) -> Any:
        value, odd = resolve(text)
        if odd is not None:
            raise UnusualError
        self[text] = value
        return value


class _Keys(dict[str, str]):
    """Remembers the keys that plain scalars become."""

    def __missing__(self, text: str) -> str:
        value, odd = resolve(text)
        if odd is not None or not isinstance(value, str):
            raise UnusualError
        self[text] = name = intern(text)
        return name


class FastBuilder:
    """Values of text without tags, aliases and merge keys; raises `UnusualError` at the first oddity."""

    __slots__ = ("_keys", "_plain")

    def __init__(self) -> None:
        self._plain = _Plain()
        self._keys = _Keys()

    def build(self, node: Any) -> Any:
        """The value of a node."""
        kind = type(node)
        if kind is MappingNode:
            return self._mapping(node)
        if kind is SequenceNode:
            return self._sequence(node)
        text = node.value
        return text if node.style or text[:1] not in HINTS else self._plain[text]

    def _mapping(self, node: Node) -> dict[str, Any]:
        keys, plain = self._keys, self._plain
        out: dict[str, Any] = {}
        pairs = node.value
        for key, child in pairs:
            if type(key) is not ScalarNode:
                raise _invalid_key(key)
            name = key.value
            if not key.style:
                name = keys[name] if name[:1] in HINTS else intern(name)
            kind = type(child)
            if kind is ScalarNode:
                text = child.value
                out[name] = text if child.style or text[:1] not in HINTS else plain[text]
            elif kind is MappingNode:
                out[name] = self._mapping(child)
            else:
                out[name] = self._sequence(child)
        if len(out) != len(pairs):
            raise UnusualError
        return out

    def _sequence(self, node: Node) -> list[Any]:
        return [
            (child.value if child.style or child.value[:1] not in HINTS else self._plain[child.value])
            if type(child) is ScalarNode
            else self.build(child)
            for child in node.value
        ]


_TAG = regex(r"(?:^|[\s\[{,:?-])!")


def is_plain(text: str) -> bool:
    """Whether the fast builder may be tried: no tags, no aliases, no merge keys."""
    return "<<" not in text and not ("!" in text and _TAG.search(text)) and not has_aliases(text)


_CORE = "tag:yaml.org,2002:"
_MISSING = object()


class CarefulBuilder:
    """Values of any text, with the oddities of how it is written."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.oddities: list[Oddity] = []
        self._expanded = 0
        self._sizes: dict[int, tuple[Any, int]] = {}

    def build(self, node: Node, pointer: Pointer = ()) -> Any:
        """The value of a node; raises `InvalidNodeError` and `TooComplexError`."""
        self._expanded += 1
        if self._expanded > MAX_EXPANDED:
            raise TooComplexError("document contains excessive aliasing", node.start_mark)
        if type(node) is AliasNode:
            return self._alias(node)
        before = self._expanded
        if type(node) is MappingNode:
            self._note_tag(node, pointer)
            value: Any = self._mapping(node, pointer)
        elif type(node) is SequenceNode:
            self._note_tag(node, pointer)
            value = [self.build(child, (*pointer, index)) for index, child in enumerate(node.value)]
        else:
            value = self._scalar(node, pointer)
        self._sizes[id(node)] = (value, self._expanded - before)
        return value

    def _alias(self, node: AliasNode) -> Any:
        if id(node.target) not in self._sizes:
            # The anchor stands at a key: keys are made into text without being built.
            return self.build(node.target, ())
        value, size = self._sizes[id(node.target)]
        self._expanded += size
        if self._expanded > MAX_EXPANDED:
            raise TooComplexError("document contains excessive aliasing", node.start_mark)
        return value

    def _mapping(self, node: Node, pointer: Pointer) -> dict[str, Any]:
        out: dict[str, Any] = {}
        written: dict[str, Node] = {}
        for key, child in node.value:
            if is_merge(key):
                self._add("merge-key", (*pointer, "<<"), "<<", key, in_key=True)
                self._merge(out, child, (*pointer, "<<"))
                continue
            name = self._key(key, pointer)
            if name in written:
                first = written[name]
                self._add("duplicate-key", (*pointer, name), key_source(key), key, in_key=True, first=self._span(first))
            written[name] = key
            out[name] = self.build(child, (*pointer, name))
        return out

    def _merge(self, out: dict[str, Any], node: Node, pointer: Pointer) -> None:
        """Take over the keys of one mapping or several; of several, the first wins.

        Like go-yaml 2, a merge key overrides what stands before it in the mapping.
        """
        value = self.build(node, pointer)
        for source in reversed(value) if isinstance(value, list) else (value,):
            if not isinstance(source, dict):
                raise InvalidNodeError(node, "map merge requires map or sequence of maps as the value")
            out.update(source)

    def _key(self, node: Node, pointer: Pointer) -> str:
        if type(node) is AliasNode:
            node = node.target
        if type(node) is not ScalarNode:
            raise _invalid_key(node)
        text: str = node.value
        tag = node.tag
        if tag == "!" or tag == _CORE + "str" or (tag is None and node.style):
            return text
        if tag is not None and not tag.startswith(_CORE):
            self._add("custom-tag", (*pointer, text), tag, node, in_key=True)
            return text
        value, odd = resolve(text)
        name = key_text(value, text)
        if name is None:
            raise _invalid_key(node)
        if odd not in (None, "rewritten-number"):
            self._add(odd, (*pointer, name), text, node, in_key=True)
        elif not isinstance(value, str):
            self._add("non-string-key", (*pointer, name), text, node, in_key=True)
        return name

    def _scalar(self, node: Node, pointer: Pointer) -> Any:
        text: str = node.value
        if node.tag is not None:
            return self._tagged(node, pointer)
        if node.style:
            return text
        value, odd = resolve(text)
        if odd is not None:
            self._add(odd, pointer, text, node)
        return value

    def _tagged(self, node: Node, pointer: Pointer) -> Any:
        text: str = node.value
        tag: str = node.tag
        if tag in ("!", _CORE + "str"):
            return text
        if not tag.startswith(_CORE):
            self._add("custom-tag", pointer, tag, node)
            return text
        value = _convert(tag.removeprefix(_CORE), text)
        if value is _MISSING:
            self._add("bad-tag", pointer, text, node)
            return text
        return value

    def _note_tag(self, node: Node, pointer: Pointer) -> None:
        if node.tag is not None and not node.tag.startswith(_CORE) and node.tag != "!":
            self._add("custom-tag", pointer, node.tag, node)

    def _span(self, node: Node) -> Span:
        return self._lines.span(node.start_mark.index, node.end_mark.index)

    def _add(
        self,
        kind: OddityKind,
        pointer: Pointer,
        text: str,
        node: Node,
        *,
        in_key: bool = False,
        first: Span | None = None,
    ) -> None:
        if isinstance(node, ScalarNode):
            span = self._span(node)
        else:  # the tag of a collection: its end says nothing
            start = node.start_mark.index
            span = self._lines.span(start, start + len(text))
        self.oddities.append(Oddity(kind, pointer, text, span, in_key, first))


def key_source(node: Node) -> str:
    """A key as written, without quotes."""
    target = node.target if type(node) is AliasNode else node
    return str(target.value)


def is_merge(node: Node) -> bool:
    """Whether a key is ``<<``, plain or tagged as one."""
    if type(node) is not ScalarNode or node.value != "<<":
        return False
    return node.tag == _CORE + "merge" or (node.tag is None and not node.style)


def _convert(tag: str, text: str) -> Any:
    """The value of a scalar under one of YAML's own tags, `_MISSING` where go-yaml refuses it."""
    if tag == "binary":
        try:
            return base64.b64decode(text, validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return _MISSING
    if tag == "timestamp":
        return text
    value, _ = resolve(text)
    if tag == "null":
        return None if value is None else _MISSING
    if tag == "bool":
        return value if isinstance(value, bool) else _MISSING
    if tag == "int":
        return value if isinstance(value, int) and not isinstance(value, bool) else _MISSING
    if tag == "float" and isinstance(value, int | float) and not isinstance(value, bool):
        return as_json_number(value)
    return _MISSING
