"""The values a chart is rendered with, each with the place that sets it.

Source of the order: helm ``pkg/cli/values/options.go`` (later files over earlier ones, parameters over all) and
``pkg/chart/common/util/coalesce.go`` (a parent's values over its subchart's, both over the defaults).
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.node import scalars
from gitops_lint.model.origin import Cause, Shadow
from gitops_lint.render.kustomize.edit import change_at, child
from gitops_lint.render.request import RenderRequest
from gitops_lint.source.document import Document
from gitops_lint.source.edit import is_shared
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass, replace

MAX_SUBCHARTS = 5
"""Levels of subcharts whose defaults are read."""

INLINE = "inline"
PARAMETER = "parameter"

Load = Callable[[str], Sequence[Document]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values."""

    how: str  #: ``values`` for a file, ``inline`` or ``parameter`` for what the Application says
    path: str  #: of the file, also where that speaks in the Application's place; empty for the Application
    pointer: Pointer = ()  #: where the Application's object, or the file, holds it


@dataclass(frozen=True, slots=True)
class Key:
    """A scalar among the values."""

    path: Pointer  #: in the values as the chart sees them
    value: Any
    layer: Layer  #: what sets it
    pointer: Pointer  #: where, below the layer

    @property
    def cause(self) -> Cause:
        """The place in a file."""
        return Cause("values", self.layer.path, pointer=self.layer.pointer + self.pointer)


class _Leaf:
    """A value that no other is merged into: a scalar, a list, or an empty mapping."""

    __slots__ = ("layer", "pointer", "value")

    def __init__(self, value: Any, layer: Layer, pointer: Pointer) -> None:
        self.value = value
        self.layer = layer
        self.pointer = pointer


class Values:
    """The effective values of one request.  Raises `ValueError` and `OSError` where a file of them cannot be read."""

    def __init__(self, tree: Tree, load: Load, request: RenderRequest) -> None:
        self._tree = tree
        self._load = load
        self._inline = request.helm.values
        self._positions: dict[Layer, Positions] = {}
        root = self._defaults(request.path, 0)
        for file in request.helm.value_files:
            if tree.is_file(file.path):
                root = _over(root, self._file(file.path))
        if self._inline:
            at = request.helm.values_at
            for document in parse("values.yaml", self._inline.encode()).documents[:1]:
                if isinstance(document.value, dict):
                    cause, below = change_at(request.overrides, ("helm", *at[-1:]))
                    layer = Layer(INLINE, "", at) if cause is None else Layer(INLINE, cause.path, cause.pointer)
                    root = _over(root, _nodes(document.value, layer, (), below))
        self._root = _parameters(root, request)

    def scalars(self) -> Iterator[Key]:
        """Every scalar, with what sets it."""
        yield from _scalars(self._root, ())

    def overlay(self, changed: Iterable[tuple[Key, Any]]) -> dict[str, Any]:
        """The values to put over these so that only some scalars differ; lists are written whole."""
        out: dict[str, Any] = {}
        for key, value in changed:
            node: Any = self._root
            place: Any = out
            for depth, part in enumerate(key.path):
                node = node[part]
                if isinstance(node, dict):
                    place = place.setdefault(part, {})
                    continue
                rest = key.path[depth + 1 :]
                if rest:
                    if part not in place:
                        place[part] = copy.deepcopy(node.value)
                    _set_inside(place[part], rest, value)
                else:
                    place[part] = value
                break
        return out

    def stands_alone(self, key: Key) -> bool:
        """Whether the key's text says nothing else too, as that of an anchor or a merged mapping does."""
        if key.layer.how == PARAMETER:
            return True
        positions = self._positions.get(key.layer)
        if positions is None:
            text = self._inline if self._is_text(key.layer) else self._tree.read(key.layer.path)
            data = text.encode() if isinstance(text, str) else text
            positions = self._positions[key.layer] = Positions(key.layer.path, data)
        found = positions.find(0, key.pointer if self._is_text(key.layer) else key.layer.pointer + key.pointer)
        return found is not None and found.exact and not is_shared(positions, found)

    @staticmethod
    def _is_text(layer: Layer) -> bool:
        """Whether places of it are places in the text of the inline values."""
        return layer.how == INLINE and (not layer.path or layer.pointer[-1:] == ("values",))

    def _file(self, path: str) -> dict[str, Any]:
        for document in self._load(path)[:1]:
            if isinstance(document.value, dict):
                return _nodes(document.value, Layer("values", path), ())
        return {}

    def _defaults(self, chart: str, depth: int) -> dict[str, Any]:
        """The chart's own values over those of its subcharts; packaged ones have no line to name."""
        root: dict[str, Any] = {}
        folder = posixpath.join(chart, "charts")
        for name in self._tree.listdir(folder) if depth < MAX_SUBCHARTS and self._tree.is_dir(folder) else ():
            inner = posixpath.join(folder, name)
            if self._tree.is_file(posixpath.join(inner, "Chart.yaml")):
                # What is global comes from above; a subchart's own defaults for it are not followed.
                below = {key: node for key, node in self._defaults(inner, depth + 1).items() if key != "global"}
                for used in self._names(chart, name):
                    root[used] = below
        own = posixpath.join(chart, "values.yaml").removeprefix("./")
        return _over(root, self._file(own)) if self._tree.is_file(own) else root

    def _names(self, chart: str, name: str) -> set[str]:
        """The names under which a chart uses a subchart: its own, or the aliases of its dependencies."""
        names = set()
        for document in self._load(posixpath.join(chart, "Chart.yaml"))[:1]:
            entries = document.value.get("dependencies") if isinstance(document.value, dict) else None
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and entry.get("name") == name:
                    names.add(str(entry.get("alias") or name))
        return names or {name}


def _nodes(value: dict[str, Any], layer: Layer, pointer: Pointer, said: Shadow | None = None) -> dict[str, Any]:
    """The values with their layer, which is another one where something else said them."""
    layer, pointer = _said(layer, pointer, said)
    out: dict[str, Any] = {}
    for key, item in value.items():
        below = child(said, key)
        if isinstance(item, dict):
            out[key] = _nodes(item, layer, (*pointer, key), below)
        else:
            out[key] = _Leaf(item, *_said(layer, (*pointer, key), below))
    return out


def _said(layer: Layer, pointer: Pointer, said: Shadow | None) -> tuple[Layer, Pointer]:
    if said is None or said.cause is None:
        return layer, pointer
    return Layer(layer.how, said.cause.path, said.cause.pointer), ()


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Mappings merge, everything else is replaced; null takes a key away."""
    out = dict(below)
    for key, node in above.items():
        known = out.get(key)
        if isinstance(node, _Leaf) and node.value is None:
            out.pop(key, None)
        elif isinstance(node, dict) and isinstance(known, dict):
            out[key] = _over(known, node)
        else:
            out[key] = node
    return out


def _parameters(root: dict[str, Any], request: RenderRequest) -> dict[str, Any]:
    """Parameters with plain names over the rest; what a more special one touches is left out."""
    given = sorted(enumerate(request.helm.parameters), key=lambda item: item[1][2])  # --set-string over --set
    last = {name: (index, value, force) for index, (name, value, force) in given}
    files = {name: None for name, _ in request.helm.file_parameters}
    for name, said in {**last, **files}.items():
        path = name.split(".")
        if not all(part and not set(part) & set("\\[]{}=,") for part in path):
            root = {key: node for key, node in root.items() if key != path[0].partition("[")[0]}
            continue
        node: Any = None
        if said is not None:
            index, text, force = said
            layer = Layer(PARAMETER, "", request.helm.parameters_at)
            if layer.pointer:
                cause, _ = change_at(request.overrides, ("helm", "parameters"))
                layer = layer if cause is None else Layer(PARAMETER, cause.path, cause.pointer)
                layer = replace(layer, pointer=(*layer.pointer, index, "value"))
            node = _Leaf(text if force else _typed(text), layer, ())
        else:
            node = _Leaf(None, Layer(PARAMETER, ""), ())
        for part in reversed(path):
            node = {part: node}
        root = _over(root, node)
    return root


def _typed(text: str) -> Any:
    """What ``--set`` makes of a text (helm ``pkg/strvals``); lists in braces are left as they are."""
    if text in ("true", "false"):
        return text == "true"
    if text == "null":
        return None
    whole = text.removeprefix("-")
    if whole.isascii() and whole.isdigit() and (whole == "0" or not whole.startswith("0")):
        return int(text)
    return text


def _scalars(node: Any, path: Pointer) -> Iterator[Key]:
    if isinstance(node, dict):
        for key, item in node.items():
            yield from _scalars(item, (*path, key))
    else:
        for rest, value in scalars(node.value):
            yield Key(path + rest, value, node.layer, node.pointer + rest)


def _set_inside(value: Any, pointer: Pointer, new: Any) -> None:
    for part in pointer[:-1]:
        value = value[part]
    value[pointer[-1]] = new
