"""What the rules about a change share: they name the mistakes they report."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.rule import Comparison, Confidence, Deployable, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.departures import departures, moved
from gitops_lint.syncplan.deployed import resource_of
from gitops_lint.syncplan.mistakes import Mistake
from gitops_lint.syncplan.since import change_of, differs


class ChangeRule(Rule[Comparison]):
    """A rule that reports what a change refuses or loses; it runs under ``--since`` and ``--staged``."""

    tags = frozenset({"argocd", "sync", "change"})
    mistakes: tuple[str, ...] = ()  #: their names; the rule's own where there are none

    def check(self, target: Comparison, repo: Repository) -> Iterator[Occurrence]:
        """Each mistake at the place to change."""
        names = self.mistakes or (self.name,)
        for item in target.now.deployables:
            for mistake in self.found(target.now, item):
                at = resource_of(item, mistake.key) or item.application
                if mistake.name in names and at is not None:
                    yield self._occurrence(at, mistake)
        for at, mistake in target.now.once(departures):
            if mistake.name in names:
                yield self._occurrence(at, mistake)

    def found(self, repo: Repository, item: Deployable) -> Iterator[Mistake]:
        """The mistakes of one deployable."""
        if differs(repo, item):
            change = repo.once(change_of, item)
            yield from change.mistakes if change is not None else ()
        yield from moved(repo, item)

    def _occurrence(self, at: Resource, mistake: Mistake) -> Occurrence:
        return self.finding(
            node_at(at, mistake.pointer),
            f"{mistake.message}; {mistake.effect}",
            severity=Severity[mistake.severity.upper()],
            confidence=Confidence[mistake.confidence.upper()],
        )
