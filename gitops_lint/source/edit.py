"""Changes of a document as edits of its text that leave every other byte alone.

Only what has one clean reading is edited: block style, values of one line, no aliases or anchors around.  For all
else the answer is None, and the caller has no fix.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Literal

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from gitops_lint.finding import Edit, Pointer
from gitops_lint.patterns import regex
from gitops_lint.source.build import is_merge
from gitops_lint.source.compose import AliasNode
from gitops_lint.source.positions import Found, Positions, pair_of, start_of
from gitops_lint.source.write import Style, block, column_of, inline, pair, quote_of, scalar, style_of

Action = Literal["insert", "replace", "remove", "rename"]


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made; equal edits are made once.  Raises `ValueError` if two overlap."""
    out: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ValueError(f"edits of '{edit.path}' overlap at offset {edit.start}")
        out += (text[at : edit.start], edit.text)
        at = edit.end
    out.append(text[at:])
    return "".join(out)


def edits_for(
    positions: Positions, document: int, pointer: Pointer, action: str, value: Any = None
) -> tuple[Edit, ...] | None:
    """The edits that make a change; None where it has no clean expression.

    ``insert`` sets the value at the pointer and creates missing parents (a list index equal to the length appends),
    ``replace`` gives what is there another value, ``remove`` takes a key or item away, ``rename`` gives the key at
    the pointer the name ``value``.
    """
    found = positions.find(document, pointer)
    if found is None or is_shared(positions, found):
        return None
    editor = _Editor(positions, document)
    if action == "insert":
        return editor.insert(found, pointer, value)
    if not found.exact:
        return None
    if action == "replace":
        return editor.replace(found, value)
    if action == "remove":
        return editor.remove(found)
    if action == "rename" and isinstance(value, str):
        return editor.rename(found, value)
    return None


def insert(positions: Positions, document: int, pointer: Pointer, value: Any) -> tuple[Edit, ...] | None:
    """Set a value, creating missing parents."""
    return edits_for(positions, document, pointer, "insert", value)


def replace(positions: Positions, document: int, pointer: Pointer, value: Any) -> tuple[Edit, ...] | None:
    """Give a place another value."""
    return edits_for(positions, document, pointer, "replace", value)


def remove(positions: Positions, document: int, pointer: Pointer) -> tuple[Edit, ...] | None:
    """Take a key or list item away."""
    return edits_for(positions, document, pointer, "remove")


def rename(positions: Positions, document: int, pointer: Pointer, key: str) -> tuple[Edit, ...] | None:
    """Give a key another name."""
    return edits_for(positions, document, pointer, "rename", key)


_KEEP = regex(r"[|>][1-9]?\+")


def is_shared(positions: Positions, found: Found) -> bool:
    """Whether the place is an alias, or anchored or tagged text that may be read elsewhere."""
    for node in (*found.parents, found.node, *((found.key,) if found.key is not None else ())):
        if isinstance(node, AliasNode) or positions.text[start_of(node) : start_of(node) + 1] in ("&", "!"):
            return True
    return any(_is_merged(outer, inner) for outer, inner in pairwise((*found.parents, found.node)))


def _is_merged(outer: Node, inner: Node) -> bool:
    """Whether a mapping stands under a merge key of the other."""
    return isinstance(outer, MappingNode) and any(
        is_merge(key) and (value is inner or (isinstance(value, SequenceNode) and inner in value.value))
        for key, value in outer.value
    )


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value in ("", "~", "null", "Null", "NULL")


class _Editor:
    """Makes the edits of one document."""

    def __init__(self, positions: Positions, document: int) -> None:
        self._positions = positions
        self._text = positions.text
        self._document = document
        self._newline = "\r\n" if "\r\n" in positions.text else "\n"
        self._keeps = _KEEP.search(positions.text) is not None  # then blank lines may be content

    @property
    def _style(self) -> Style:
        return style_of(self._positions, self._document)

    def insert(self, found: Found, pointer: Pointer, value: Any) -> tuple[Edit, ...] | None:
        if found.exact and not _is_null(found.node):
            return self.replace(found, value)
        rest = () if found.exact else pointer[len(found.parents) :]
        if self._keeps or self._in_flow(found):
            return None
        node = found.node
        if isinstance(node, CollectionNode) and node.value:
            return None if node.flow_style else self._add(node, rest, value)
        if isinstance(node, ScalarNode) and not _is_null(node):
            return None
        nested = _nested(rest, value)
        return None if nested is None else self._set(found, nested[0])

    def replace(self, found: Found, value: Any) -> tuple[Edit, ...] | None:
        node = found.node
        start, end = start_of(node), self._positions.end_of(node)
        simple = not isinstance(value, (dict, list)) or not value
        if isinstance(node, ScalarNode) and not _is_null(node):
            if node.style in ("|", ">") or "\n" in self._text[start:end]:
                return None
            if simple and not isinstance(value, (dict, list)):
                return (self._edit(start, end, self._scalar(value, found, node)),)
        if self._in_flow(found):
            if _is_null(node) and start < end and not isinstance(value, (dict, list)):
                return (self._edit(start, end, self._scalar(value, found)),)
            return None
        if self._keeps or "#" in self._text[start:end]:
            return None
        return self._set(found, value)

    def remove(self, found: Found) -> tuple[Edit, ...] | None:
        if not found.parents or self._keeps or self._in_flow(found):
            return None
        parent = found.parents[-1]
        if not isinstance(parent, CollectionNode):
            return None
        if len(parent.value) == 1:
            return self._empty(found)
        start = self._positions.item_start(found.node, parent) if found.key is None else start_of(found.key)
        end = max(self._positions.end_of(found.node), start)
        if found.key is not None:
            end = max(end, self._colon(found.key) or end)
        if self._text[self._line_start(start) : start].strip():
            return self._remove_first(found, parent, start, end)
        first, last = self._line_start(start), self._line_end(end)
        if last < len(self._text):
            last += len(self._newline) if self._text.startswith(self._newline, last) else 1
        elif first > 0:
            first -= 2 if self._text.startswith("\r\n", first - 2) else 1
        return (self._edit(first, last, ""),)

    def rename(self, found: Found, key: str) -> tuple[Edit, ...] | None:
        node = found.key
        if not isinstance(node, ScalarNode) or is_merge(node) or pair_of(found.parents[-1], key) is not None:
            return None
        start, end = start_of(node), self._positions.end_of(node)
        if "\n" in self._text[start:end] or node.style in ("|", ">"):
            return None
        return (self._edit(start, end, scalar(key, quote_of(node))),)

    def _add(self, node: CollectionNode, rest: Pointer, value: Any) -> tuple[Edit, ...] | None:
        """Another key or item at the end of a block collection."""
        at = self._line_end(self._positions.end_of(node))
        nested = _nested(rest[1:], value)
        if nested is None:
            return None
        if isinstance(node, SequenceNode):
            if not rest or str(rest[0]) not in (str(len(node.value)), "-"):
                return None
            indent = column_of(self._positions, self._positions.item_start(node.value[0], node))
            lines = block([nested[0]], indent, self._style)
        else:
            key = node.value[0][0]
            if not isinstance(key, ScalarNode) or not self._begins_line(start_of(key)):
                return None
            last_key, last = node.value[-1]
            if _is_null(last):
                at = self._line_end(max(at, self._colon(last_key) or at))
            indent = column_of(self._positions, start_of(key))
            lines = pair(str(rest[0]), nested[0], indent, self._style)
        return (self._edit(at, at, "".join(self._newline + line for line in lines)),)

    def _set(self, found: Found, value: Any) -> tuple[Edit, ...] | None:
        """Another value in place of a null, a scalar of one line, or a collection."""
        end = self._positions.end_of(found.node)
        is_block = isinstance(value, (dict, list)) and bool(value)
        if found.key is None:
            return self._set_item(found, value, end)
        if not self._begins_line(start_of(found.key)):
            return None
        colon = self._colon(found.key)
        if colon is None:
            return None
        end = max(end, colon)
        if "#" in self._text[colon:end]:
            return None
        if not is_block:
            return (self._edit(colon, end, " " + inline(value)),)
        style = self._style
        indent = column_of(self._positions, start_of(found.key))
        indent += style.step if isinstance(value, dict) else style.dash
        added = "".join(self._newline + line for line in block(value, indent, style))
        stop = self._line_end(end)
        if self._text[end:stop].strip():  # a comment stays on the key's line
            return self._edits((colon, end, ""), (stop, stop, added))
        return (self._edit(colon, stop, added),)

    def _set_item(self, found: Found, value: Any, end: int) -> tuple[Edit, ...] | None:
        if not found.parents or not isinstance(found.parents[-1], SequenceNode):
            return None
        dash = self._positions.item_start(found.node, found.parents[-1])
        if self._text[dash : dash + 1] != "-" or self._text[self._line_end(end) - 1 : end].strip():
            return None
        end = max(end, dash + 1)
        if self._text[end : self._line_end(end)].strip() and isinstance(value, (dict, list)) and value:
            return None
        indent = column_of(self._positions, dash)
        lines = block([value], indent, self._style)
        return (self._edit(dash, end, self._newline.join([lines[0][indent:], *lines[1:]])),)

    def _empty(self, found: Found) -> tuple[Edit, ...] | None:
        """The parent without its only child, as ``{}`` or ``[]``."""
        parents = found.parents
        holder = self._positions.root(self._document)
        if parents[-1] is holder:
            return None
        nothing: Any = {} if isinstance(parents[-1], MappingNode) else []
        outer = parents[-2]
        start, end = start_of(parents[-1]), self._positions.end_of(parents[-1])
        if "#" in self._text[start:end]:
            return None
        if isinstance(outer, SequenceNode):
            place = Found(parents[-1], None, in_list=True, exact=True, parents=parents[:-1])
        else:
            key = next((key for key, value in outer.value if value is parents[-1]), None)
            if key is None or self._comment_between(key, start):
                return None
            place = Found(parents[-1], key, in_list=False, exact=True, parents=parents[:-1])
        return self._set(place, nothing)

    def _remove_first(self, found: Found, parent: CollectionNode, start: int, end: int) -> tuple[Edit, ...] | None:
        """The key that shares its line with a dash: the next key moves up."""
        if found.key is None or not isinstance(parent, MappingNode) or parent.value[0][0] is not found.key:
            return None
        following = start_of(parent.value[1][0])
        if self._text[end:following].strip():
            return None
        return (self._edit(start, following, ""),)

    def _in_flow(self, found: Found) -> bool:
        return any(isinstance(node, CollectionNode) and node.flow_style for node in found.parents)

    def _scalar(self, value: Any, found: Found, old: ScalarNode | None = None) -> str:
        quote = quote_of(old) if old is not None else ""
        return scalar(value, '"' if self._in_flow(found) else quote)

    def _begins_line(self, offset: int) -> bool:
        """Whether only blanks and dashes stand before a place."""
        return not self._text[self._line_start(offset) : offset].replace("- ", "").strip()

    def _colon(self, key: Node) -> int | None:
        """The offset after the colon of a key."""
        end = self._positions.end_of(key)
        colon = self._text.find(":", end)
        return None if colon < 0 or self._text[end:colon].strip() else colon + 1

    def _comment_between(self, key: Node, start: int) -> bool:
        return bool(self._text[self._colon(key) or start : start].strip())

    def _line_start(self, offset: int) -> int:
        return self._positions.lines.start(self._positions.lines.line_of(offset))

    def _line_end(self, offset: int) -> int:
        line = self._positions.lines.line_of(offset)
        return self._positions.lines.start(line) + len(self._positions.line_text(line))

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(self._positions.path, start, end, text)

    def _edits(self, *edits: tuple[int, int, str]) -> tuple[Edit, ...]:
        return tuple(self._edit(*edit) for edit in edits)


def _nested(rest: Pointer, value: Any) -> tuple[Any] | None:
    """The value below the keys that are missing; None if a list would have to be made up with gaps."""
    for part in reversed(rest):
        if isinstance(part, int):
            if part != 0:
                return None
            value = [value]
        else:
            value = {part: value}
    return (value,)
