"""Names as Argo CD makes them valid (``template_functions.go`` and ``utils.go`` of ``applicationset/utils``)."""

from __future__ import annotations

import re

from gitops_lint.patterns import regex

_NOT_DNS = regex(r"[^-a-z0-9.]")


def sanitize_name(name: str) -> str:
    """Lower case, everything but letters, digits, ``-`` and ``.`` made ``-``, 253 characters, trimmed."""
    return _NOT_DNS.sub("-", _lower(name))[:253].strip("-.")


def slugify_name(name: str, longest: int = 50, smart: bool = True) -> str:
    """`sanitize_name`, then gosimple/slug: runs of dashes become one; cut at a dash where there is one.

    Raises ValueError where Go panics: a slug shorter than ``longest`` without smart truncation.
    """
    slug = sanitize_name(name)
    if not smart and len(slug) >= longest:
        slug = _cut(slug, longest)
    slug = re.sub(r"-+", "-", re.sub(r"[^a-zA-Z0-9-_]", "-", slug)).strip("-_")
    if smart and 0 < longest < len(slug):
        dash = slug.rfind("-", 0, longest + 1)
        slug = slug[: dash if dash >= 0 else longest]
    return slug


def _cut(text: str, size: int) -> str:
    if size < 0:
        raise ValueError("slice bounds out of range")
    return text[:size]


def _lower(text: str) -> str:
    """Go's ``strings.ToLower``: one character to one character."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
