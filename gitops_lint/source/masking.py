"""Hides secrets in text that is shown: the same lines and columns, stars for the values.

The values of ``Secret`` objects, whatever hangs at a name that says so, and everything of the shape of a known
credential.  Rather too much than too little: what is hidden is only ever shown, never read again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, overload

import yaml

from gitops_lint.patterns import regex
from gitops_lint.source.credentials import (
    KEY_NAME,
    is_placeholder,
    is_sensitive_name,
    may_name_secrets,
    names_a_key,
    places_of_names,
    shapes_in,
)
from gitops_lint.source.filetext import FileText
from gitops_lint.source.positions import Positions, child, key_name, start_of, walk

MAPPINGS: Final = ("data", "stringData", "binaryData")
_PAIR: Final = regex(
    r"""(?mx) ^(?P<indent>\s*)(?:-\s+)*["']?(?P<name>[\w.\-/]++)["']?\s*[:=]\s*(?P<value>\S(?:.*\S)?)?\s*$"""
)
# In a quoted text line ends and quotes are escaped: "a: 1\npassword: \"…".  A name begins where a word does.
_INLINE: Final = regex(
    r"""(?:\\[nrt]|["']|(?<![\w.-]))(?P<name>[\w.-]++)\\*["']?\s*[:=]\s*(?:\\*["'])?"""
    r"""(?P<value>(?:[^\s"',}{&;\\]|\\(?![nrt])){3,})"""
)
_SECRET_KIND: Final = regex(r"""(?m)kind["']?\s*:\s*["']?Secret["']?\s*(?:[,}#]|$)""")
_EXTERNAL_KIND: Final = regex(r"""(?m)kind["']?\s*:\s*["']?(?:(?:Cluster)?External|Push)Secret["']?\s*(?:[,}#]|$)""")
_SEPARATOR: Final = regex(r"(?m)^---")
_LINE: Final = regex(r"[^\n]+")
_SEEN: Final = regex(r"\S+")
_BLOCK: Final = regex(r"[|>][+-]?[0-9]?[+-]?\s*(?:\#.*)?$")


def mask(path: str, text: str) -> str:
    """``text`` with every secret replaced by stars; lines, columns and everything else stay.

    ``path`` is only used to tell readers apart in errors; text that is no YAML is read line by line.
    """
    return cover(text, secrets_in(path, text))


def secrets_in(path: str, text: str, positions: Positions | None = None) -> list[tuple[int, int]]:
    """The stretches to hide, from offset to offset, sorted; ``positions`` are those of this text, if there are any."""
    return sorted(_spans(path, text, positions))


def cover(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """``text`` with stars for everything in these stretches but blanks and line ends."""
    pieces: list[str] = []
    done = 0
    for start, end in stretches:
        if end > done:
            pieces += (text[done:start], _SEEN.sub(_stars, text[max(start, done) : end]))
            done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _stars(seen: re.Match[str]) -> str:
    return "*" * len(seen[0])


class MaskedLines(Sequence[str]):
    """The lines of a file, without their ends, masked document by document when one of its lines is asked for.

    ``hidden`` gives what to hide of `FileText.document`.
    """

    __slots__ = ("_count", "_file", "_hidden", "_parts")

    def __init__(self, file: FileText, hidden: Callable[[int], Iterable[tuple[int, int]]]) -> None:
        self._file = file
        self._hidden = hidden
        self._count = file.count_lines()
        self._parts: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """A line by its number, counted from 0."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(self._count))]
        number = index if index >= 0 else self._count + index
        first_lines = self._file.first_lines
        document = bisect_right(first_lines, number) - 1
        part = self._parts.get(document)
        if part is None:
            part = cover(self._file.document(document), self._hidden(document)).split("\n")
            self._parts[document] = part
        return part[number - first_lines[document] if document >= 0 else number]


def _spans(path: str, text: str, positions: Positions | None) -> Iterator[tuple[int, int]]:
    for _, start, end in shapes_in(text):
        yield start, end
    if may_name_secrets(text):
        yield from _written(path, text, positions)
        yield from by_line(text)


def _written(path: str, text: str, positions: Positions | None) -> Iterator[tuple[int, int]]:
    """What a YAML or JSON file holds at sensitive places; ``positions`` are those of this very text."""
    if positions is None:
        try:
            positions = Positions(path, text.encode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError, yaml.YAMLError):
            return
    if text.startswith("\ufeff"):
        return  # a byte order mark: offsets would be off by one, the lines below do
    for root in _roots(positions):
        for node in walk(root):
            if isinstance(node, yaml.MappingNode):
                for value in _secret_values(node):
                    yield from _scalars(positions, value)


def _roots(positions: Positions) -> Iterator[yaml.Node]:
    """The documents that may hold anything to hide."""
    if not positions.stretches:
        yield from positions.roots
    for index, (start, end) in enumerate(positions.stretches):
        if len(positions.stretches) == 1 or may_name_secrets(positions.text[start:end]):
            root = positions.root(index)
            if root is not None:
                yield root


def _secret_values(node: yaml.MappingNode) -> Iterator[yaml.Node]:
    held: dict[str, yaml.Node] = {}
    hidden: list[tuple[str, yaml.Node]] = []
    for key, below in node.value:
        name = key_name(key)
        if name is not None:
            held[name] = below
            if isinstance(below, yaml.ScalarNode) and is_sensitive_name(name):
                hidden.append((name, below))
    spared = KEY_NAME if names_a_key(held) else ""
    yield from (below for name, below in hidden if name != spared)
    kind, named, value = held.get("kind"), held.get("name"), held.get("value")
    if isinstance(kind, yaml.ScalarNode) and kind.value == "Secret":
        for part in MAPPINGS:
            values = held.get(part)
            if isinstance(values, yaml.MappingNode):
                yield from (each for _, each in values.value)
    if isinstance(named, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode) and is_sensitive_name(named.value):
        yield value
    if "secretGenerator" in held:
        yield from _literals(held["secretGenerator"])


def _literals(node: yaml.Node) -> Iterator[yaml.Node]:
    for generator in node.value if isinstance(node, yaml.SequenceNode) else ():
        literals = child(generator, "literals") if isinstance(generator, yaml.MappingNode) else None
        if isinstance(literals, yaml.SequenceNode):
            yield from literals.value


def _scalars(positions: Positions, node: yaml.Node) -> Iterator[tuple[int, int]]:
    for each in walk(node):
        if not isinstance(each, yaml.ScalarNode) or is_placeholder(each.value) or len(each.value) < 2:
            continue
        start, end = start_of(each), positions.end_of(each)
        if each.style in ("|", ">"):
            start = positions.text.find("\n", start, end)
            if start >= 0:
                yield start, end
        elif each.style in ("'", '"'):
            yield start + 1, end - 1
        else:
            name, equals, value = each.value.partition("=")
            literal = bool(equals) and is_plain_name(name) and value.strip("=") != ""
            yield (start + len(name) + 1 if literal else start), end


def is_plain_name(text: str) -> bool:
    """Whether it is the name in ``name=value``."""
    return re.fullmatch(r"[A-Za-z][\w.-]{0,60}", text) is not None


def by_line(text: str) -> Iterator[tuple[int, int]]:
    """What can be told without a parser: templates, settings inside block scalars, comments, ``.env`` files."""
    inner = [match.start() for match in _SEPARATOR.finditer(text) if match.start()] if "\n---" in text else []
    for start, end in pairwise([0, *inner, len(text)]):
        if not inner or may_name_secrets(text[start:end]):
            secret = _SECRET_KIND.search(text, start, end) is not None
            names = None if secret else places_of_names(text[start:end])
            if names != []:
                sparing = KEY_NAME if _EXTERNAL_KIND.search(text, start, end) else ""
                yield from _lines_of(text, start, end, names, secret=secret, sparing=sparing)


def _lines_of(
    text: str, start: int, end: int, names: list[int] | None, *, secret: bool, sparing: str
) -> Iterator[tuple[int, int]]:
    """``names`` are the places of names that tell; None where every line may have something to hide.

    ``sparing`` is a name that tells nothing here.
    """
    data_indent = value_indent = -1  # of the block we are in: data of a Secret, a block scalar that is hidden
    for match in _LINE.finditer(text, start, end):
        offset = match.start()
        named = names is None or bisect_left(names, offset - start) < bisect_left(names, match.end() - start)
        if value_indent < 0 and not named:
            continue
        line = match[0]
        indent = len(line) - len(line.lstrip(" "))
        if value_indent >= 0 and indent > value_indent:
            yield offset + indent, offset + len(line)
            continue
        value_indent = -1
        if not named:
            continue
        if data_indent >= 0 and indent <= data_indent and line.strip():
            data_indent = -1
        pair = _PAIR.match(line.lstrip("#").rjust(len(line)))
        if pair is not None and secret and pair["name"] in MAPPINGS and not pair["value"]:
            data_indent = indent
        elif pair is not None and pair["value"] and (data_indent >= 0 or _tells(pair["name"], sparing)):
            if _BLOCK.fullmatch(pair["value"]):
                value_indent = indent
            elif not is_placeholder(pair["value"].strip("'\"")):
                quoted = pair["value"][0] in "'\"" and pair["value"][-1] == pair["value"][0]
                yield offset + pair.start("value") + quoted, offset + pair.end("value") - quoted
        yield from _inline(line, offset, sparing)


def _tells(name: str, sparing: str) -> bool:
    return name != sparing and is_sensitive_name(name)


def _inline(line: str, offset: int, sparing: str) -> Iterator[tuple[int, int]]:
    """Pairs anywhere in a line: ``--set a.password=x``, ``{token: x}``."""
    match = _INLINE.search(line)
    while match is not None:
        told = _tells(match["name"], sparing)
        if told and not is_placeholder(match["value"]):
            yield offset + match.start("value"), offset + match.end("value")
        # What is no secret may hold one: the value of "values" is a text with pairs of its own.
        match = _INLINE.search(line, match.end("value") if told else match.start("value"))
