"""From symbolic places to lines and columns, and to identities that survive edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from yaml.nodes import ScalarNode

from gitops_lint.finding import START, Location, Pointer, Related, Span
from gitops_lint.memory import Memory
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Cause
from gitops_lint.problem import Problem
from gitops_lint.render.kustomize.embedded import embedded_span
from gitops_lint.rule import Occurrence, Place
from gitops_lint.source.document import Document
from gitops_lint.source.mounted import is_mounted
from gitops_lint.source.positions import Positions
from gitops_lint.source.texts import Texts
from gitops_lint.source.tree import Tree

_CHANGED = {
    "patch": "changed by this patch",
    "template": "rendered from this template",
    "values": "set by this value",
    "written": "written here",
    "kustomization": "included here",
    "component": "included here",
    "application": "deployed by this Application",
}


class Locator:
    """Answers where things are."""

    def __init__(
        self,
        tree: Tree,
        documents: Mapping[tuple[str, int], Document],
        memory: Memory | None = None,
        *,
        shown: bool = False,
    ) -> None:
        self._tree = tree
        self._documents = documents
        self._memory = memory or Memory()
        self._keeps = bool(self._memory)
        self.texts = Texts(tree.read, self._memory, shown=shown)
        self._identities: dict[tuple[str, int], str] = {}

    def positions(self, path: str) -> Positions | None:
        """The positions of a file; None where it cannot be read."""
        return self.texts.positions(path)

    def span(self, cause: Cause, grip: str = "auto") -> Span:
        """Where a cause is in its file."""
        if cause.span is not None:
            return cause.span
        if not self._keeps:
            return self._look_up(cause, grip)
        entry = repr((cause.document, cause.pointer, grip))
        span = _span(self._memory.spans.get(self._tree.digest(cause.path), entry))
        if span is None:
            span = self._look_up(cause, grip)
            # Asked anew: it is the digest of what was read just now.
            self._memory.spans.put(self._tree.digest(cause.path), entry, tuple(span))
        return span

    def _look_up(self, cause: Cause, grip: str) -> Span:
        around = self.texts.around(cause.path, cause.document)
        if around is None:
            return START
        positions, document, above = around
        found = positions.find(document, cause.pointer)
        if found is None:
            return START
        span: Span | None = None
        if not found.exact and isinstance(found.node, ScalarNode) and found.node.style == "|":
            # A patch written inside of a kustomization is YAML in a scalar; the place is in there.
            span = embedded_span(positions, document, cause.pointer, grip)
        line, column, end_line, end_column = span or positions.span_of(found, grip)
        return Span(line + above, column, end_line + above, end_column)

    def primary(self, occurrence: Occurrence) -> tuple[Location, Cause | None]:
        """The place to change, and the cause it was found through."""
        at = occurrence.at
        if isinstance(at, Problem):
            return Location(at.path, at.span), None
        if isinstance(at, Place):
            cause = Cause("written", at.path, at.document, at.pointer, at.span)
        else:
            cause = at.resource.origin.trace(at.pointer)[0]
            foreign = is_mounted(cause.path) or at.resource.context.vendored
            deployable = at.resource.deployable
            leading = deployable.led_to_by if foreign and deployable is not None else None
            if leading is not None:
                return Location(leading.path, self.span(leading)), cause
        return Location(cause.path, self.span(cause, occurrence.grip)), cause

    def related(self, occurrence: Occurrence, *, moved: bool = False) -> Iterator[Related]:
        """Where it is written if that is not the place reported, what the rule named, what led to the object.

        ``moved``: what is reported is the value that made it.
        """
        node = occurrence.at if isinstance(occurrence.at, Node) else None
        trace = node.resource.origin.trace(node.pointer) if node is not None else ()
        if node is not None and (is_mounted(trace[0].path) or node.resource.context.vendored):
            what = "rendered from this template, which others write"
            if is_mounted(trace[0].path):
                what = f"{'rendered from this template' if moved else 'the line to change'}, in its repository"
            yield Related(Location(trace[0].path, self.span(trace[0], occurrence.grip)), what)
        for place, message in occurrence.related:
            cause = (
                place.resource.origin.trace(place.pointer)[0]
                if isinstance(place, Node)
                else Cause("written", place.path, place.document, place.pointer, place.span)
            )
            yield Related(Location(cause.path, self.span(cause)), message)
        for overridden in trace[1:]:
            yield Related(Location(overridden.path, self.span(overridden)), "overrides the value set here")
        for step in node.resource.origin.chain if node is not None else ():
            yield Related(Location(step.path, self.span(step)), _CHANGED.get(step.how, f"{step.how} applied here"))

    def identity(self, rule: str, cause: Cause) -> str:
        """What makes a defect the same after moves and re-indents: rule, document, pointer with items by name."""
        key = (cause.path, cause.document)
        document = self._documents.get(key)
        value: Any = document.value if document is not None else None
        names = self._identities.get(key)
        if names is None:
            names = self._identities[key] = _document_identity(value)
        return f"{rule}|{names}|{'/'.join(named_pointer(value, cause.pointer))}"


def _span(data: Any) -> Span | None:
    """A place as the cache holds it; None for anything else."""
    try:
        return Span(*map(int, data))
    except (OverflowError, TypeError, ValueError):
        return None


def _document_identity(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    api_version, kind, metadata = value.get("apiVersion"), value.get("kind"), value.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    group = api_version.rpartition("/")[0] if isinstance(api_version, str) else ""
    return f"{group}/{kind}|{metadata.get('namespace') or ''}|{metadata.get('name') or ''}"


_ITEM_KEYS = ("name", "mountPath", "containerPort", "port", "key", "path", "host", "id")


def named_pointer(value: Any, pointer: Pointer) -> list[str]:
    """The parts of a pointer, list items by what names them: ``containers``, ``[api]``, ``image``."""
    named = []
    for part in pointer:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and 0 <= part < len(value) else None
            named.append(f"[{_item_name(value, part)}]")
        else:
            named.append(part)
            value = value.get(part) if isinstance(value, dict) else None
    return named


def _item_name(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for key in _ITEM_KEYS:
            name = item.get(key)
            if isinstance(name, (str, int)):
                return f"{key}={name}"
        kind, metadata = item.get("kind"), item.get("metadata")
        if isinstance(metadata, dict):
            return f"{kind}/{metadata.get('name')}"
    elif isinstance(item, (str, int, float)):
        return str(item)
    return str(index)


def fingerprint(identity: str, twin: int = 0) -> str:
    """Sixteen hexadecimal digits; identical defects in other places have them too, with their number: ``…-2``."""
    import hashlib

    digits = hashlib.sha256(f"{identity}#0".encode(errors="surrogatepass")).hexdigest()[:16]
    return f"{digits}-{twin + 1}" if twin else digits
