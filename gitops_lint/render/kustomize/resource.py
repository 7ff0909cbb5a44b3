"""One object on its way through a build: its value, where each part of it comes from, and the names it has had.

kustomize keeps the bookkeeping in annotations of the object itself (``api/resource/resource.go``); here it is beside
the value.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Shadow
from gitops_lint.render.kustomize.edit import MISSING, causes, child, lookup, moved, replaced, shaded, without
from gitops_lint.render.kustomize.exact import FLOW_NULL, NO_RAW, Raw, is_stamp
from gitops_lint.render.kustomize.resid import Gvk, ResId, split_api_version

RawTexts = dict[tuple[str, int], Raw]
"""The texts of telling scalars of every document read, by path and index."""


class Resource:
    """Mutable, unlike its value: an edit puts a new value in place of the old one."""

    __slots__ = (
        "aliases",
        "behavior",
        "chain",
        "cluster",
        "conflicts",
        "first",
        "from_helm",
        "needs_hash",
        "origin_note",
        "prefixes",
        "previous",
        "raw",
        "shadow",
        "suffixes",
        "value",
        "variables",
    )

    def __init__(self, value: dict[str, Any], first: Cause, raw: RawTexts, cluster: frozenset[str]) -> None:
        self.value = value
        self.first = first
        self.raw = raw
        self.cluster = cluster
        self.shadow: Shadow | None = None
        self.chain: tuple[Cause, ...] = ()
        self.previous: tuple[tuple[str, str, str], ...] = ()  # namespace, name, kind
        self.prefixes: tuple[str, ...] = ()
        self.suffixes: tuple[str, ...] = ()
        self.variables: tuple[str, ...] = ()
        self.aliases: tuple[tuple[Pointer, ...], ...] = ()  # places that are one node to kustomize
        self.conflicts: tuple[tuple[Pointer, Cause, str], ...] = ()  # values that cannot be printed
        self.needs_hash = False
        self.behavior: str | None = None  # of a generator's result
        self.from_helm = False
        self.origin_note: str | None = None

    def copy(self) -> Resource:
        """A second one that shares value and shadow."""
        other = Resource.__new__(Resource)
        for name in Resource.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    # --- identity -------------------------------------------------------------------------------------------

    @property
    def gvk(self) -> Gvk:
        """From the object's apiVersion and kind."""
        version, kind = self.value.get("apiVersion"), self.value.get("kind")
        if isinstance(version, str) and isinstance(kind, str):
            return _gvk(version, kind)
        return _gvk(self.text(("apiVersion",)), self.text(("kind",)))

    @property
    def kind(self) -> str:
        """The object's kind."""
        return self.text(("kind",))

    @property
    def name(self) -> str:
        """The object's name as it is now."""
        return self.text(("metadata", "name"))

    @property
    def namespace(self) -> str:
        """The object's namespace as it is now, empty for none."""
        return self.text(("metadata", "namespace"))

    @property
    def id(self) -> ResId:
        """The identity as it is now."""
        metadata = self.value.get("metadata")
        if isinstance(metadata, dict):
            name, namespace = metadata.get("name"), metadata.get("namespace", "")
            if isinstance(name, str) and isinstance(namespace, str):
                return self._id(self.gvk, name, namespace)
        return self._id(self.gvk, self.name, self.namespace)

    @property
    def original_id(self) -> ResId:
        """The identity it was read with."""
        ids = self.previous_ids
        return ids[0] if ids else self.id

    @property
    def previous_ids(self) -> tuple[ResId, ...]:
        """The identities it has had; group and version are always today's."""
        if not self.previous:
            return ()
        gvk = self.gvk
        return tuple(self._id(Gvk(gvk.group, gvk.version, kind), name, space) for space, name, kind in self.previous)

    def _id(self, gvk: Gvk, name: str, namespace: str) -> ResId:
        return ResId(gvk, name, namespace, f"{gvk.api_version} {gvk.kind}" in self.cluster)

    def remember_id(self) -> None:
        """Keep the present identity as a previous one, before it changes."""
        current = self.id
        self.previous = (*self.previous, (current.effective_namespace, current.name, current.gvk.kind))

    @property
    def has_notes(self) -> bool:
        """Whether kustomize's bookkeeping would have given the object annotations."""
        return bool(
            self.previous or self.prefixes or self.suffixes or self.needs_hash or self.behavior is not None
            or self.from_helm or self.origin_note is not None
        )  # fmt: skip

    # --- reading --------------------------------------------------------------------------------------------

    def get(self, pointer: Pointer) -> Any:
        """The value at a pointer, or `MISSING`."""
        return lookup(self.value, pointer)

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """Where the value at a pointer comes from."""
        return causes(self.first, self.shadow, pointer)

    def text(self, pointer: Pointer) -> str:
        """A scalar as it was written, empty for anything else."""
        value = lookup(self.value, pointer)
        if isinstance(value, str):
            return value
        if value is MISSING or isinstance(value, (dict, list)):
            return ""
        if value is None and len(pointer) <= 2:
            return ""
        return self.text_of(value, pointer)

    def text_of(self, value: Any, pointer: Pointer) -> str:
        """The text of a scalar that is at ``pointer``."""
        if isinstance(value, str) and not _may_be_stamp(value):
            return value
        cause = self.trace(pointer)[0]
        raw = self.raw.get((cause.path, cause.document), NO_RAW)
        written = raw.get(cause.pointer) if raw else None
        if written is None or (isinstance(value, str) and not is_stamp(written)):
            return scalar_text(value)
        return "" if written == FLOW_NULL else written

    def strings(self, field: str) -> dict[str, str]:
        """``metadata.labels`` or ``metadata.annotations`` as text to text."""
        found = lookup(self.value, ("metadata", field))
        if not isinstance(found, dict):
            return {}
        return {str(key): self.any_text(value, ("metadata", field, key)) for key, value in found.items()}

    def any_text(self, value: Any, pointer: Pointer) -> str:
        """The text of a scalar, empty for a collection."""
        return "" if isinstance(value, (dict, list)) else self.text_of(value, pointer)

    # --- changing -------------------------------------------------------------------------------------------

    def put(self, pointer: Pointer, new: Any, cause: Cause, *also: Cause) -> None:
        """Set the value at a pointer; ``also`` explains it further, before what it overrode."""
        self._put(pointer, new, cause, also)
        for group in self.aliases:
            if pointer in group:
                for other in group:
                    if other != pointer and lookup(self.value, other) is not MISSING:
                        self._put(other, new, cause, also)

    def _put(self, pointer: Pointer, new: Any, cause: Cause, also: tuple[Cause, ...]) -> None:
        old = lookup(self.value, pointer)
        previous = self.trace(pointer) if old is not MISSING else ()
        if previous and previous[0] == cause:
            previous = previous[1:]
        self.value = replaced(self.value, pointer, new)
        self.shadow = shaded(self.shadow, pointer, Shadow(cause, None, (*also, *previous)))

    def explain(self, pointer: Pointer, cause: Cause, *previous: Cause) -> None:
        """Say where a value comes from without changing it."""
        self.shadow = shaded(self.shadow, pointer, Shadow(cause, None, previous))

    def conflict(self) -> tuple[Cause, str] | None:
        """A value that is still there and that kustomize cannot print."""
        for pointer, cause, message in self.conflicts:
            if lookup(self.value, pointer) is not MISSING and self.trace(pointer)[0] == cause:
                return cause, message
        return None

    def tie(self, pointers: Sequence[Pointer]) -> None:
        """From now on the scalars at these places change together.

        kustomize puts one and the same YAML node into all places where one label is added to an object, and later
        changes such a node in place.
        """
        if len(pointers) > 1:
            self.aliases = (*self.aliases, tuple(pointers))

    def settle_aliases(self, before: dict[str, Any]) -> None:
        """After a merge: let the others of a group follow the last of it that the merge has changed."""
        for group in self.aliases:
            alive = [pointer for pointer in group if lookup(self.value, pointer) is not MISSING]
            changed = [one for one in alive if lookup(self.value, one) != lookup(before, one)]
            if changed:
                last = max(changed, key=lambda pointer: tuple(map(str, pointer)))
                cause, *also = self.trace(last)
                for other in alive:
                    if other != last:
                        self._put(other, lookup(self.value, last), cause, tuple(also))

    def quote_flow_nulls(self) -> None:
        """Empty nulls in flow collections become empty strings when go-yaml writes the object."""
        start = len(self.first.pointer)
        for written, text in self.raw.get((self.first.path, self.first.document), NO_RAW).items():
            pointer = written[start:]
            if text == FLOW_NULL and written[:start] == self.first.pointer and lookup(self.value, pointer) is None:
                self.retype(pointer, "")

    def retype(self, pointer: Pointer, new: Any) -> None:
        """Change the value but not where it comes from."""
        self.value = replaced(self.value, pointer, new)

    def drop(self, pointer: Pointer, cause: Cause) -> None:
        """Remove the value at a pointer; whoever looks for it there finds the cause."""
        previous = self.trace(pointer)
        part = pointer[-1]
        parent = lookup(self.value, pointer[:-1])
        if isinstance(parent, list) and isinstance(part, int):
            order = [index for index in range(len(parent)) if index != part]
            self._reorder(pointer[:-1], order)
            self.value = without(self.value, pointer)
            return
        self.value = without(self.value, pointer)
        self.shadow = shaded(self.shadow, pointer, Shadow(cause, None, previous))

    def insert(self, pointer: Pointer, new: Any, cause: Cause) -> None:
        """Put a new item into a list; the pointer's last part is its index."""
        index = int(pointer[-1])
        items: list[Any] = lookup(self.value, pointer[:-1])
        if index < len(items):
            order: list[int | None] = [*range(index), None, *range(index, len(items))]
            self._reorder(pointer[:-1], order)
        self.value = replaced(self.value, pointer[:-1], [*items[:index], new, *items[index:]])
        self.shadow = shaded(self.shadow, pointer, Shadow(cause))

    def _reorder(self, pointer: Pointer, order: list[int | None] | list[int]) -> None:
        """Let the shadows of a list's items follow them; None is a new item."""
        node = self.shadow
        for part in pointer:
            node = child(node, part)
        cause = self.trace(pointer)[0]
        children: dict[str | int, Shadow] = {}
        for new, old in enumerate(order):
            if old is None:
                continue
            below = child(node, old)
            if old != new:
                children[new] = moved(below, cause, old)
            elif below is not None:
                children[new] = below
        own = Shadow(node.cause, children, node.previous) if node is not None else Shadow(None, children)
        self.shadow = shaded(self.shadow, pointer, own)


@lru_cache(maxsize=4096)
def _gvk(api_version: str, kind: str) -> Gvk:
    return Gvk(*split_api_version(api_version), kind)


def _may_be_stamp(text: str) -> bool:
    return text[10:11] == "T" and text[4:5] == "-" and text[7:8] == "-"


def scalar_text(value: Any) -> str:
    """A scalar as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    return str(value)
