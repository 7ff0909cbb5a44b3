"""A mistake of an AppProject."""

from __future__ import annotations

from gitops_lint.finding import Pointer, Severity
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class ProjectProblem:
    """A mistake, where, and whether Argo CD's own validation refuses it (else it only does not do what it says)."""

    kind: str  #: kebab-case, for rules to pick from
    message: str
    pointer: Pointer
    refused: bool = True
    severity: Severity | None = None  #: where it is neither an error for being refused nor a warning
