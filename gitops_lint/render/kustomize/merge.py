"""Strategic merge of a patch into an object, exactly as kustomize does it, keeping where each part comes from.

This follows kyaml's ``yaml/walk`` and ``yaml/merge2`` to the letter, oddities included: a patch anywhere on an object
also removes empty nulls and duplicate list items elsewhere in it, patched list items come before the others, an item
without its merge key drops its neighbours, and ``$retainKeys``, ``$setElementOrder`` and ``$deleteFromPrimitiveList``
are not known and stay in the object as fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gitops_lint.model.origin import Cause, Shadow
from gitops_lint.render.kustomize.edit import child, moved
from gitops_lint.render.kustomize.lists import Item, Values, append_all, find, merged_values, set_element, valid_keys
from gitops_lint.render.kustomize.resource import scalar_text
from gitops_lint.render.kustomize.schema import MergeSchema, ReducedType

_DIRECTIVE = "$patch"


class MergeError(ValueError):
    """The patch does not fit the object."""


class Cell:
    """A node of either side: its value, what changed below it, and where it comes from if nothing says otherwise."""

    __slots__ = ("cause", "shadow", "value")

    def __init__(self, value: Any, shadow: Shadow | None, cause: Cause) -> None:
        self.value = value
        self.shadow = shadow
        self.cause = shadow.cause if shadow is not None and shadow.cause is not None else cause

    def child(self, key: str) -> Cell | None:
        """The field of that name, None where there is none."""
        if not isinstance(self.value, dict) or key not in self.value:
            return None
        return Cell(self.value[key], child(self.shadow, key), self.cause.below((key,)))

    def trace(self) -> tuple[Cause, ...]:
        """Where the node comes from, and what that overrode."""
        return (self.cause, *(self.shadow.previous if self.shadow is not None else ()))


def _is_null(cell: Cell | None) -> bool:
    return cell is None or cell.value is None


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "mapping"
    return "sequence" if isinstance(value, list) else "scalar"


class Merge:
    """One merge; ``keeps_null`` tells whether a null of the object was written out (``null``) or left empty."""

    def __init__(self, schema: MergeSchema, keeps_null: Callable[[Cause], bool]) -> None:
        self.schema = schema
        self.keeps_null = keeps_null

    def apply(self, target: Cell, patch: Cell) -> Cell | None:
        """The patched object; None where the patch deletes it.  Raises `MergeError`."""
        return self._walk(target, patch, None)

    def _walk(self, dest: Cell | None, patch: Cell | None, known: ReducedType | None) -> Cell | None:
        if patch is None and dest is not None and self._settled(dest.value, known):
            return dest
        kind = self._common_kind(dest, patch)
        if kind == "mapping":
            return self._walk_map(dest, patch, self._type_of(dest, patch, known))
        # A list is met with its own type only by its parent, which knows the merge keys: see _walk_field.
        return patch if patch is not None else dest

    @staticmethod
    def _common_kind(dest: Cell | None, patch: Cell | None) -> str:
        kinds = [_kind(cell.value) for cell in (dest, patch) if cell is not None and cell.value is not None]
        if len(set(kinds)) > 1:
            raise MergeError(f"wrong node kind: expected {kinds[0]} but got {kinds[1]}")
        return kinds[0] if kinds else "mapping"

    def _type_of(self, dest: Cell | None, patch: Cell | None, known: ReducedType | None) -> ReducedType | None:
        if known is not None:
            return known
        for cell in (dest, patch):
            if cell is not None and isinstance(cell.value, dict):
                version, kind = cell.value.get("apiVersion"), cell.value.get("kind")
                if isinstance(version, str) and isinstance(kind, str) and version and kind:
                    found = self.schema.root(version, kind)
                    if found is not None:
                        return found
        return None

    def _settled(self, value: Any, known: ReducedType | None) -> bool:
        """Whether walking over an untouched value leaves it as it is."""
        if not isinstance(value, dict):
            return value is not None
        if known is None and isinstance(value.get("apiVersion"), str) and isinstance(value.get("kind"), str):
            known = self.schema.root(value["apiVersion"], value["kind"])
        for key, below in value.items():
            if below is None:
                return False
            if isinstance(below, dict):
                if below and not self._settled(below, self.schema.field(known, key)):
                    return False
            elif known and isinstance(below, list):
                merging = self.schema.merge_keys(known, key)
                if merging is not None and not self._settled_list(below, *merging):
                    return False
        return True

    def _settled_list(self, items: list[Any], known: ReducedType | None, keys: tuple[str, ...]) -> bool:
        seen = set()
        for item in items:
            if keys:
                if not isinstance(item, dict) or isinstance(item.get(keys[0]), (dict, list, type(None))):
                    return False
                name = scalar_text(item[keys[0]])
            else:
                if isinstance(item, (dict, list, type(None))):
                    return False
                name = scalar_text(item)
            if not name or name in seen or not self._settled(item, known):
                return False
            seen.add(name)
        return True

    # --- mappings -------------------------------------------------------------------------------------------

    def _walk_map(self, dest: Cell | None, patch: Cell | None, known: ReducedType | None) -> Cell | None:
        directive, patch = _take_directive(patch, strict=not _is_null(dest))
        if _is_null(dest):
            if directive == "delete":
                return None
            if patch is None:
                return dest if dest is not None and self.keeps_null(dest.cause) else None
            result = patch
        elif (patch is not None and patch.value is None) or directive == "delete":
            return None
        else:
            result = patch if directive == "replace" and patch is not None else dest  # type: ignore[assignment]
        if not isinstance(result.value, dict):
            return None if result.value is None else result
        self._walk_fields(result, patch, known)
        return result

    def _walk_fields(self, result: Cell, patch: Cell | None, known: ReducedType | None) -> None:
        """Merge field by field into ``result``, which may be the patch itself."""
        fields: dict[str, Any] = result.value
        names = {*fields, *patch.value} if patch is not None and patch is not result else set(fields)
        changed = dict(fields)
        shadows = dict(result.shadow.children) if result.shadow is not None and result.shadow.children else {}
        touched = False
        for name in sorted(names, key=str):
            before = result.child(name)
            given = None if patch is None else before if patch is result else patch.child(name)
            after = self._walk_field(name, before, given, known)
            if after is before and before is not None and after.value is fields[name]:  # type: ignore[union-attr]
                continue
            touched = True
            if after is None:
                changed.pop(name, None)
                shadows.pop(name, None)
                if before is not None and given is not None and given is not before:
                    shadows[name] = Shadow(given.cause, None, before.trace())
                continue
            changed[name] = after.value
            if after is before:
                if after.shadow is not None:
                    shadows[name] = after.shadow
                continue
            below = after.shadow.children if after.shadow is not None else None
            shadows[name] = Shadow(after.cause, below, before.trace() if before is not None else ())
        if touched:
            own = result.shadow
            result.value = changed
            result.shadow = Shadow(own.cause if own else None, shadows or None, own.previous if own else ())

    def _walk_field(self, name: str, before: Cell | None, given: Cell | None, known: ReducedType | None) -> Cell | None:
        if any(cell is not None and isinstance(cell.value, list) for cell in (before, given)):
            self._common_kind(before, given)
            merging = self.schema.merge_keys(known, name)
            if merging is not None:
                return self._walk_list(before, given, *merging)
            return _unless_null(given if given is not None else before)
        kept = self._walk(before, given, self.schema.field(known, name))
        return kept if kept is not None and kept is before and kept.value is None else _unless_null(kept)

    # --- lists ----------------------------------------------------------------------------------------------

    def _walk_list(
        self, dest: Cell | None, patch: Cell | None, known: ReducedType | None, keys: tuple[str, ...]
    ) -> Cell | None:
        if _is_null(dest):
            if patch is None or patch.value is None:
                return None
            result = patch
        elif patch is None:
            if self._settled_list(dest.value, known, keys):  # type: ignore[union-attr]
                return dest
            result = dest  # type: ignore[assignment]
        elif patch.value is None:
            return None
        else:
            directive, patch = _take_list_directive(patch)
            if directive == "delete":
                return None
            result = patch if directive == "replace" else dest  # type: ignore[assignment]
        return self._merge_items(result, patch, known, keys)

    def _merge_items(self, result: Cell, patch: Cell | None, known: ReducedType | None, keys: tuple[str, ...]) -> Cell:
        items = _items(result)
        patched = [] if patch is None else items if patch is result else _items(patch)
        used = list(keys) or [""]
        values = Values()
        for source in (patched, items):
            values.add(source, used, primitive=not keys)
        wanted = merged_values(values.rows) if len(used) > 1 else values.rows
        added: list[Item] = []
        present = used
        for row in wanted:
            present, texts = valid_keys(wanted, row, used)
            finder = valid_keys([texts], texts, present)
            there, given = find(items, *finder), find(patched, *finder)
            merged = self._merge_item(there, given, known)
            if merged is None or merged.value is None or merged.value == {}:
                items = set_element(items, present, texts, None)
                continue
            _fill_keys(merged, present, texts)
            added = set_element(added, present, texts, merged)
        if wanted:
            items = append_all(added, items, present)
        return _with_items(result, items)

    def _merge_item(self, there: Item | None, given: Item | None, known: ReducedType | None) -> Item | None:
        before = None if there is None else Cell(there.value, there.shadow, there.cause)
        patch = before if given is there else None if given is None else Cell(given.value, given.shadow, given.cause)
        after = self._walk(before, patch, known)
        if after is None:
            return None
        origin = there if after is before else given
        if origin is not None:
            origin.value, origin.shadow = after.value, after.shadow
        return origin


def _unless_null(cell: Cell | None) -> Cell | None:
    return None if _is_null(cell) else cell


def _take_directive(patch: Cell | None, *, strict: bool) -> tuple[str, Cell | None]:
    """The ``$patch`` of a mapping, and the mapping without it."""
    if patch is None or not isinstance(patch.value, dict) or patch.value.get(_DIRECTIVE) is None:
        return "merge", patch
    directive = patch.value[_DIRECTIVE]
    if directive not in ("delete", "replace", "merge"):
        if strict:
            raise MergeError(f"unknown patch strategy '{directive}'")
        return "merge", patch
    patch.value = {key: value for key, value in patch.value.items() if key != _DIRECTIVE}
    return directive, patch


def _take_list_directive(patch: Cell) -> tuple[str, Cell]:
    """The ``$patch`` item of a list, and the list without it."""
    holder = next((item for item in patch.value if isinstance(item, dict) and _DIRECTIVE in item), None)
    if holder is None or len(holder) > 1 or holder[_DIRECTIVE] is None:
        return "merge", patch
    directive = holder[_DIRECTIVE]
    if directive not in ("delete", "replace", "merge"):
        raise MergeError(f"unknown patch strategy '{directive}'")
    items = set_element(_items(patch), [_DIRECTIVE], [directive], None)
    rest = _with_items(patch, items)
    return directive, rest


def _items(cell: Cell) -> list[Item]:
    found = cell.value if isinstance(cell.value, list) else []
    return [Item(item, child(cell.shadow, index), cell.cause, index) for index, item in enumerate(found)]


def _fill_keys(item: Item, keys: list[str], texts: list[str]) -> None:
    """An item is given the merge keys it was found by."""
    for key, text in zip(keys, texts, strict=False):
        if key and text and isinstance(item.value, dict) and key not in item.value:
            item.value = {**item.value, key: int(text) if text.isdecimal() else text}


def _with_items(cell: Cell, items: list[Item]) -> Cell:
    """The list with other items; each keeps its origin, wherever it stands now."""
    values = [item.value for item in items]
    children: dict[str | int, Shadow] = {}
    for index, item in enumerate(items):
        if item.list_cause is cell.cause and item.index == index:
            if item.shadow is not None:
                children[index] = item.shadow
        else:
            children[index] = moved(item.shadow, item.list_cause, item.index)
    old = cell.shadow
    same = len(values) == len(cell.value) and all(a is b for a, b in zip(values, cell.value, strict=True))
    if same and all(child(old, index) is shadow for index, shadow in children.items()):
        return cell
    cell.value = values
    cell.shadow = Shadow(old.cause if old else None, children or None, old.previous if old else ())
    return cell
