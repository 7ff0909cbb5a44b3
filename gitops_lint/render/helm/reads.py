"""Which values the text of a chart's templates may read; whatever is in doubt counts as read.

A name counts as read where it stands anywhere in the chart (its subcharts included, as their named templates are known
to all) as a field (``.name``) or in quotes, in whatever branch.  So ``with``, ``range``, ``index``, ``dig`` and
``$.Values`` need no care.  A mapping is looked into only where nothing can take it as a whole: every mention of it goes
on to one of its fields, and the chart's own defaults name such fields.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.source.document import Document
from gitops_lint.source.mounted import files_below
from gitops_lint.source.tree import Tree

MAX_BYTES = 4_000_000
"""Charts with more text are not looked into."""

_FIELD = regex(r"\.([A-Za-z_]\w*)(?=(\.[A-Za-z_])?)")
_QUOTED = regex(r'"([^"\n]*)"|`([^`]*)`')
_ACTION = regex(r"\{\{[\s\S]*?\}\}")
_WORD = regex(r"[\w-]+")
_WHOLE = regex(r"(?:(index|hasKey|get)\s+\(?\s*)?\$?\w*\.Values\b(?!\.[A-Za-z_])(\s+\"[\w.-]+\")?")
_METHODS = regex(r"""\.Values\.(?:AsMap|YAML|Table|PathValue|Encode)\b|["`]Values["`]""")
_COMMENT = regex(r"\{\{-?\s*/\*[\s\S]*?\*/\s*-?\}\}")
_FOR_HELM = ("global", "tags", "enabled")
"""What helm itself reads."""

Load = Callable[[str], Sequence[Document]]


class Reads:
    """What one chart may read.  Raises `ValueError` and `OSError` where one of its files cannot be read."""

    def __init__(self, tree: Tree, load: Load, chart: str) -> None:
        self._tree = tree
        self._load = load
        self._chart = chart
        self.closed = True  #: whether the text tells what is read; else nothing is known
        self._words: set[str] = set(_FOR_HELM)
        self._files = False  # whether files of the chart are read as they are
        self._bare: set[str] = set()  # fields that somewhere do not go on to one of their own
        self._look()

    def _look(self) -> None:
        size = 0
        for path in files_below(self._tree, self._chart):
            inside = path.removeprefix(f"{self._chart}/")
            if path.endswith((".tgz", ".tar.gz")):
                self.closed = False  # a packaged dependency may read anything
                return
            if posixpath.basename(path) == "Chart.yaml":
                self._metadata(path)
            text = self._tree.read(path).decode("utf-8", "replace")
            size += len(text)
            if "templates/" in inside or "{{" in text:
                self.add(text)
        if size > MAX_BYTES:
            self.closed = False

    def _metadata(self, path: str) -> None:
        """Conditions and tags of dependencies are read by helm; values that it imports come from anywhere."""
        for document in self._load(path)[:1]:
            entries = document.value.get("dependencies") if isinstance(document.value, dict) else None
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict):
                    self._words.update(_WORD.findall(str(entry.get("condition") or "")))
                    if entry.get("import-values"):
                        self.closed = False

    def add(self, text: str) -> None:
        """Count what a template, or a value that may be one, mentions."""
        text = _COMMENT.sub("", text)
        for field, goes_on in _FIELD.findall(text):
            self._words.add(field)
            if not goes_on:
                self._bare.add(field)
        actions = _ACTION.findall(text)
        # Braces in a quoted text end an action too early: then all quotes count, those around actions too.
        torn = any(action.count('"') % 2 for action in actions)
        for quoted in _QUOTED.findall(text if torn else "\n".join(actions)):
            names = _WORD.findall("".join(quoted))
            self._words.update(names)
            self._bare.update(names)
        whole = any(not (verb and key) for verb, key in _WHOLE.findall(text))
        self.closed = self.closed and not whole and _METHODS.search(text) is None
        self._files = self._files or ".Files" in text

    @cached_property
    def _defaults(self) -> Any:
        path = posixpath.join(self._chart, "values.yaml")
        documents = self._load(path)[:1] if self._tree.is_file(path) else ()
        return documents[0].value if documents else None

    def may_print(self, path: str) -> bool:
        """Whether a template may read a file of the chart as a text."""
        own = posixpath.join(self._chart, "values.yaml").removeprefix("./")
        return self._files and path != own and (self._chart == "." or path.startswith(f"{self._chart}/"))

    @cached_property
    def subcharts(self) -> Mapping[str, Reads]:
        """The charts below ``charts/`` by the names under which their values stand."""
        found: dict[str, Reads] = {}
        folder = posixpath.join(self._chart, "charts")
        for name in self._tree.listdir(folder) if self._tree.is_dir(folder) else ():
            inner = posixpath.join(folder, name)
            if self._tree.is_file(posixpath.join(inner, "Chart.yaml")):
                found[name] = Reads(self._tree, self._load, inner)
        for document in self._load(posixpath.join(self._chart, "Chart.yaml"))[:1]:
            entries = document.value.get("dependencies") if isinstance(document.value, dict) else None
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and entry.get("alias") and entry.get("name") in found:
                    found[str(entry["alias"])] = found[str(entry["name"])]
        return found

    def unread(self, values: Any) -> Iterator[Pointer]:
        """The outermost values that no text mentions."""
        if self.closed and isinstance(values, dict):
            yield from self._unread(values, (), self._defaults)

    def _unread(self, values: Mapping[str, Any], at: Pointer, defaults: Any) -> Iterator[Pointer]:
        for key, value in values.items():
            place = (*at, key)
            if not at and key in self.subcharts:
                yield from ((key, *below) for below in self._of_subchart(self.subcharts[key], value))
            elif key not in self._words:
                yield place
            elif isinstance(value, dict) and key not in self._bare:
                known = defaults.get(key) if isinstance(defaults, dict) else None
                if isinstance(known, dict) and any(name in self._words for name in known):
                    yield from self._unread(value, place, known)

    def _of_subchart(self, chart: Reads, values: Any) -> Iterator[Pointer]:
        """What neither the subchart nor this chart, whose templates may look into it, mentions."""
        if chart.closed and isinstance(values, dict):
            for place in chart.unread(values):
                if not self._words.intersection(map(str, place[-1:])):
                    yield place

    def meant(self, pointer: Pointer) -> Iterator[str]:
        """The names beside which a value would be read."""
        chart, node = self, self._defaults
        for part in pointer[:-1]:
            if chart is self and part in self.subcharts:
                chart = self.subcharts[str(part)]
                node = chart._defaults
            else:
                node = node.get(part) if isinstance(node, dict) else None
        if isinstance(node, dict):
            yield from (name for name in node if name in chart._words)
