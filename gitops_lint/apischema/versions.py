"""Kubernetes versions as pairs of numbers, read from whatever people write."""

from __future__ import annotations

from collections.abc import Sequence

from gitops_lint.patterns import regex

Minor = tuple[int, int]

_VERSION = regex(r"^\s*v?(\d+)\.(\d+)")


def parse_minor(text: object) -> Minor | None:
    """``v1.33.4-eks-1`` as ``(1, 33)``; None where it is no version."""
    found = _VERSION.match(str(text))
    return (int(found[1]), int(found[2])) if found else None


def nearest(wanted: str, shipped: Sequence[str]) -> str:
    """The newest of ``shipped`` that is not newer than ``wanted``; the oldest where all are newer; an unreadable
    version means the newest.  ``shipped`` is sorted, oldest first, and not empty.
    """
    minor = parse_minor(wanted)
    if minor is None:
        return shipped[-1]
    older = [version for version in shipped if (parse_minor(version) or minor) <= minor]
    return older[-1] if older else shipped[0]
