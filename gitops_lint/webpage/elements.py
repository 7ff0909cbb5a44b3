"""Elements of HTML and SVG. Text is escaped unless an element made it, so that no value can break out of its place."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from gitops_lint.patterns import regex

_NAME = regex(r"[a-zA-Z][a-zA-Z0-9-]*")
_VOID = frozenset({"br", "hr", "input", "meta"})
# What XML 1.0 cannot hold, and what reorders the text around it.
_UNSHOWABLE = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

Attribute = str | int | float | bool | None


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | None


def text(value: str) -> Markup:
    """The value as HTML; a ``Markup`` stays as it is, what cannot be shown becomes U+FFFD."""
    return value if isinstance(value, Markup) else Markup(escape(_UNSHOWABLE.sub("\ufffd", value)))


def join(parts: Iterable[Child]) -> Markup:
    """One piece of HTML after the other; None is passed over."""
    return Markup("".join(text(part) for part in parts if part is not None))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element. ``class_`` is written ``class``, ``data_id`` is written ``data-id``; True is an attribute without a
    value, None and False leave it out.
    """
    parts = [name]
    for key, value in attributes.items():
        written = key.rstrip("_").replace("_", "-")
        if not _NAME.fullmatch(written):
            raise ValueError(f"'{written}' is no name of an attribute")
        if written == "href" and not str(value).startswith("#"):
            raise ValueError("links stay inside the page")
        if value is True:
            parts.append(written)
        elif value is not None and value is not False:
            parts.append(f'{written}="{text(str(value))}"')
    opening = f"<{' '.join(parts)}>"
    return Markup(opening) if name in _VOID else Markup(f"{opening}{join(children)}</{name}>")
