"""Lists that merge by key, with the search and replace operations of kyaml (``yaml/fns.go``, ``yaml/walk``).

Names of items are compared as text, as kyaml does.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.model.origin import Cause, Shadow
from gitops_lint.render.kustomize.resource import scalar_text


class Item:
    """A list item that knows where it stood; changed in place, so that every list that holds it sees it."""

    __slots__ = ("index", "list_cause", "shadow", "value")

    def __init__(self, value: Any, shadow: Shadow | None, list_cause: Cause, index: int) -> None:
        self.value = value
        self.shadow = shadow
        self.list_cause = list_cause
        self.index = index

    @property
    def cause(self) -> Cause:
        """Where the item comes from, unless its shadow says otherwise."""
        return self.list_cause.below((self.index,))


def text_of(value: Any) -> str:
    """A node's own text: empty for collections and null."""
    return "" if value is None or isinstance(value, (dict, list)) else scalar_text(value)


class Values:
    """The different key values of the items of several lists, in order of first appearance."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._seen: set[tuple[str, ...]] = set()

    def add(self, items: list[Item], keys: list[str], *, primitive: bool) -> None:
        """Add the items of one more list."""
        for item in items:
            row = [text_of(item.value)] if primitive else [_field_text(item.value, key) for key in keys]
            if tuple(row) not in self._seen:
                self._seen.add(tuple(row))
                self.rows.append(row)


def _field_text(value: Any, key: str) -> str:
    return text_of(value.get(key)) if isinstance(value, dict) else ""


def merged_values(rows: list[list[str]]) -> list[list[str]]:
    """Rows that agree where both say something become one and the same."""
    rows = list(rows)
    for i, one in enumerate(rows):
        for j, other in enumerate(rows):
            both = _matched(one, other)
            if both is not None:
                rows[i] = both
                rows[j] = both
    return rows


def _matched(one: list[str], other: list[str]) -> list[str] | None:
    common, both = False, []
    for left, right in zip(one, other, strict=True):
        if left == right:
            common = True
        elif left and right:
            return None
        both.append(left or right)
    return both if common else None


def valid_keys(rows: list[list[str]], row: list[str], keys: list[str]) -> tuple[list[str], list[str]]:
    """The keys that any row gives a value for, and this row's values for them."""
    known = {key for values in rows for key, value in zip(keys, values, strict=False) if value}
    if not known:
        return keys, row
    return [key for key in keys if key in known], [
        value for key, value in zip(keys, row, strict=False) if value or key in known
    ]


def find(items: list[Item], keys: list[str], texts: list[str]) -> Item | None:
    """The first item whose fields have these texts."""
    for item in items:
        if not keys or not keys[0]:
            if text_of(item.value) == (texts[0] if texts else ""):
                return item
        elif isinstance(item.value, dict) and all(
            key in item.value and text_of(item.value[key]) == text for key, text in zip(keys, texts, strict=False)
        ):
            return item
    return None


def set_element(items: list[Item], keys: list[str], texts: list[str], element: Item | None) -> list[Item]:
    """Replace every matching item, append where none matches, remove where ``element`` is None."""
    result: list[Item] = []
    found = False
    for item in items:
        if item.value is None or item.value == {}:
            continue
        if not isinstance(item.value, dict) and keys[0] and texts and texts[0]:
            result.append(item)
        elif not _matches(item.value, keys, texts):
            if texts:
                result.append(item)
        else:
            found = True
            if element is not None:
                result.append(element)
    if element is not None and element.value is not None and not found:
        result.append(element)
    return result


def _matches(value: Any, keys: list[str], texts: list[str]) -> bool:
    matched = False
    for index, key in enumerate(keys):
        if index < len(texts):
            matched = _matches_one(value, key, texts[index])
        if not matched:
            return False
    return True


def _matches_one(value: Any, key: str, text: str) -> bool:
    if not key:
        return text_of(value) == text
    return isinstance(value, dict) and key in value and (not text or text_of(value[key]) == text)


def append_all(into: list[Item], items: list[Item], keys: list[str]) -> list[Item]:
    """Put each item in the place of the one with its key, or at the end."""
    for item in items:
        if not keys[0]:
            into = set_element(into, [""], [text_of(item.value)], item)
            continue
        texts = []
        for key in keys:
            if not isinstance(item.value, dict) or key not in item.value:
                into = [*into, item]
            else:
                texts.append(text_of(item.value[key]))
        if len(keys) > 1:
            into = set_element(into, keys, texts, None)
        into = set_element(into, keys, texts, item)
    return into
