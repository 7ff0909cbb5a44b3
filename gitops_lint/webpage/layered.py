"""A drawing of nodes in columns, joined by curves: who leads to whom, from left to right.

The usual three steps (layers by the longest way there, order by the mean place of the neighbours, straight places),
small enough to need no library. Cost is linear in nodes and lines times a fixed number of sweeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from gitops_lint.values import dataclass
from gitops_lint.webpage.elements import Markup, element, join

_HEIGHT, _GAP, _BETWEEN = 36, 8, 72
_CHARACTER, _LONGEST = 6.8, 42
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its name on the first line, a detail below; ``tone`` is one of `parts.TONES`."""

    key: str
    label: str
    detail: str = ""
    tone: str = "plain"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """From one node to another; ``label`` is told when the pointer rests on it."""

    start: str
    end: str
    label: str = ""
    tone: str = ""
    dashed: bool = False


def layered(nodes: Iterable[Node], lines: Iterable[Line], title: str = "") -> Markup:
    """The drawing as SVG; lines whose ends are no nodes are left out."""
    boxes = {node.key: node for node in nodes}
    known = list(dict.fromkeys(line for line in lines if line.start in boxes and line.end in boxes))
    columns = _ordered(_columns(boxes, known), known)
    places, width, height = _places(columns, boxes)
    drawn = [_curve(line, places) for line in known]
    drawn += [_box(boxes[key], places[key]) for column in columns for key in column]
    return element(
        "svg",
        element("title", title) if title else None,
        *drawn,
        class_="drawing",
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


@dataclass(frozen=True, slots=True)
class _Place:
    x: float
    y: float
    width: float


def _columns(boxes: Mapping[str, Node], lines: Sequence[Line]) -> list[list[str]]:
    """Each node one column behind the last of those that lead to it; lines that close a circle do not count."""
    after: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        after[line.start].append(line.end)
    order = _topological(boxes, after)
    place = {key: index for index, key in enumerate(order)}
    layer = dict.fromkeys(order, 0)
    for key in order:
        for other in after[key]:
            if place[other] > place[key]:
                layer[other] = max(layer[other], layer[key] + 1)
    columns: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for key in boxes:
        columns[layer[key]].append(key)
    return columns


def _topological(boxes: Iterable[str], after: Mapping[str, Sequence[str]]) -> list[str]:
    """Depth first without recursion, so that no depth is too deep."""
    done: dict[str, None] = {}
    entered: set[str] = set()
    for root in boxes:
        stack = [(root, False)]
        while stack:
            key, left = stack.pop()
            if left:
                done[key] = None
            elif key not in entered:
                entered.add(key)
                stack.append((key, True))
                stack.extend((other, False) for other in reversed(after.get(key, ())) if other not in entered)
    return list(reversed(done))


def _ordered(columns: list[list[str]], lines: Sequence[Line]) -> list[list[str]]:
    """Every column sorted by the mean place of its neighbours, forth and back a few times."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        neighbours[line.start].append(line.end)
        neighbours[line.end].append(line.start)
    place = {key: index / max(len(column), 1) for column in columns for index, key in enumerate(column)}
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            means = {key: _mean([place[other] for other in neighbours[key]], place[key]) for key in column}
            column.sort(key=means.__getitem__)
            place.update((key, index / len(column)) for index, key in enumerate(column))
    return columns


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _places(columns: Sequence[Sequence[str]], boxes: Mapping[str, Node]) -> tuple[dict[str, _Place], int, int]:
    tallest = max((len(column) for column in columns), default=0) * (_HEIGHT + _GAP)
    places: dict[str, _Place] = {}
    x = 1.0
    for column in columns:
        width = max(_width(boxes[key]) for key in column)
        room = tallest / len(column)
        for index, key in enumerate(column):
            places[key] = _Place(x, index * room + (room - _HEIGHT) / 2, width)
        x += width + _BETWEEN
    return places, int(x - _BETWEEN + 2) if columns else 0, int(tallest)


def _width(node: Node) -> float:
    return 20 + max(len(_short(node.label)) * _CHARACTER, len(_short(node.detail)) * _CHARACTER * 0.88)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _box(node: Node, place: _Place) -> Markup:
    top = place.y + (15 if node.detail else 22)
    inside = join(
        (
            element("title", f"{node.label}\n{node.detail}".strip()),
            element("rect", x=f"{place.x:g}", y=f"{place.y:g}", width=f"{place.width:g}", height=_HEIGHT, rx=6),
            element("text", _short(node.label), x=f"{place.x + 10:g}", y=f"{top:g}"),
            element("text", _short(node.detail), x=f"{place.x + 10:g}", y=f"{top + 14:g}", class_="detail")
            if node.detail
            else None,
        )
    )
    if node.href:
        inside = element("a", inside, href=node.href)
    return element("g", inside, class_=node.tone, data_node=node.key, tabindex=0)


def _curve(line: Line, places: Mapping[str, _Place]) -> Markup:
    start, end = places[line.start], places[line.end]
    x1, y1 = start.x + start.width, start.y + _HEIGHT / 2
    x2, y2 = end.x, end.y + _HEIGHT / 2
    bend = max(abs(x2 - x1) / 2, _BETWEEN / 2)
    way = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
    tone = " ".join(filter(None, (line.tone, "dashed" if line.dashed else ""))) or None
    told = element("title", line.label) if line.label else None
    return element("path", told, d=way, class_=tone, data_from=line.start, data_to=line.end)
