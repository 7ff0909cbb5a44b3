"""What the rules about a sync share: they name the mistakes they report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from gitops_lint.rule import Confidence, Deployable, Node, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.deployed import resource_of
from gitops_lint.syncplan.mistakes import Mistake
from gitops_lint.syncplan.repository import mistakes_in


class SyncRule(Rule[Deployable]):
    """A rule that reports mistakes the sync plan shows."""

    herald = f"{__name__}:has_mistakes"
    mistakes: ClassVar[tuple[str, ...]] = ()  #: their names; the rule's own where there are none

    def check(self, target: Deployable, repo: Repository) -> Iterator[Occurrence]:
        """Each mistake at the place to change."""
        found = repo.once(mistakes_in, target)
        for name in self.mistakes or (self.name,):
            for mistake in found.get(name, ()):
                item = resource_of(target, mistake.key)
                if item is not None and self.concerns(item, mistake):
                    yield self._occurrence(target, item, mistake)

    def concerns(self, item: Resource, mistake: Mistake) -> bool:
        """Whether the mistake is one of this rule's."""
        return True

    def _occurrence(self, target: Deployable, item: Resource, mistake: Mistake) -> Occurrence:
        other = resource_of(target, mistake.related)
        related = [(other, f"{other.kind} '{other.name}'")] if other is not None and other is not item else []
        return self.finding(
            node_at(item, mistake.pointer),
            f"{mistake.message}; {mistake.effect}",
            related=related,
            severity=Severity[mistake.severity.upper()],
            confidence=Confidence[mistake.confidence.upper()],
        )


def has_mistakes(name: str, target: Deployable, repo: Repository) -> bool:
    """Whether the sync of a deployable shows any mistake, of whatever name."""
    return bool(repo.once(mistakes_in, target))


def node_at(item: Resource, pointer: str) -> Node:
    """The node at a JSON Pointer, or the nearest one above it that is there."""
    here: Node = item
    for part in path_of(pointer):
        step: str | int = int(part) if isinstance(here.value, list) and part.isdigit() else part
        below = here.at(step)
        if below is None:
            break
        here = below
    return here


def path_of(pointer: str) -> Iterable[str]:
    """The parts of a JSON Pointer."""
    return (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
