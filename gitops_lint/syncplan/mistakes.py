"""A mistake of order or life cycle, as a fact; rules make findings of it.

The codes are those of the catalogue of ordering mistakes that the rules document: P phases, W waves, J hooks and Jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable

ERROR, WARNING, INFO = "error", "warning", "info"
HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake.

    ``name`` says what is wrong in kebab-case, ``code`` is its place in the catalogue. ``key`` and ``pointer`` lead to
    the place to change, ``related`` is the other object, if there is one. ``message`` states the fact, ``effect``
    what Argo CD does then, in its own words. ``severity`` and ``confidence`` are hints.
    """

    name: str
    code: str
    key: Hashable
    pointer: str
    message: str
    effect: str
    severity: str
    confidence: str = HIGH
    related: Hashable = None
