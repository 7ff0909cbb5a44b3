"""What the rules of this folder share: each reports its part of what was found once for all objects."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.errors import REQUIRED, SchemaError
from gitops_lint.apischema.repository import Verdict, server_side, verdicts
from gitops_lint.apischema.wording import dotted
from gitops_lint.rule import FixPlan, Node, Occurrence, Repository, Rule, Severity


class JudgedRule(Rule[Repository]):
    """Base of the rules that report mistakes of one family."""

    herald = f"{__name__}:has_verdicts"

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every mistake of the family, in the order of the repository."""
        for verdict in target.once(verdicts).get(self.name, ()):
            if not self.applies(verdict):
                continue
            node = place_of(verdict)
            yield self.finding(
                node,
                self.message(verdict),
                grip="key" if is_about_key(verdict) else "auto",
                severity=self.severity_of(verdict),
                confidence=min(self.confidence, verdict.confidence),
                fix=self.fix(verdict, node),
            )

    def applies(self, verdict: Verdict) -> bool:
        """Whether whoever follows the API server's words is better off."""
        return True

    def message(self, verdict: Verdict) -> str:
        """The API server's words, with the path it would print."""
        return with_path(verdict.error)

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """What the API server accepts with a warning is one; what a release's values may bring is worth knowing."""
        if verdict.unset:
            return Severity.INFO
        if verdict.error.kind != "warning":
            return None
        return min(self.severity, Severity.WARNING)

    def fix(self, verdict: Verdict, node: Node) -> FixPlan | None:
        """What removes the cause, where that can be known."""
        return None


class RepeatedRule(JudgedRule):
    """Base of the rules on repeated entries: client-side apply may drop one, server-side apply refuses them."""

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """An error where it is refused."""
        if verdict.error.kind != "warning":
            return None
        return Severity.ERROR if server_side(verdict.resource) else Severity.WARNING


def has_verdicts(name: str, target: Repository, repo: Repository) -> bool:
    """Whether there are mistakes of the family that a rule reports."""
    return name in target.once(verdicts)


def place_of(verdict: Verdict) -> Node:
    """The node to point at."""
    resource, pointer = verdict.resource, verdict.error.pointer
    return (resource.at(*pointer) if pointer else None) or resource


def with_path(error: SchemaError) -> str:
    """The message with the path before it, where it does not name its place itself."""
    names_place = error.kind == "unknown-field" or (
        error.kind in ("missing-field", "duplicate-item") and error.message.startswith(("'", "the object"))
    )
    path = dotted(error.pointer)
    if names_place or not path or path in error.message:
        return error.message if not error.message.startswith(REQUIRED) or path else f"metadata: {error.message}"
    return f"{path}: {error.message}"


def is_about_key(verdict: Verdict) -> bool:
    """Whether the mistake is the key itself, not what stands there."""
    error = verdict.error
    if not error.pointer or isinstance(error.pointer[-1], int):
        return False
    return error.kind == "unknown-field" or error.got == error.pointer[-1]
