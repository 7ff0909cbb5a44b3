"""Rules that are not imported before they have something to say.

Some sixty rules report, each under its name, a part of what was found once for all of them: what the API server would
refuse, what a sync plan shows.  Nearly always there is nothing for most of them, and who brings them (their ``herald``)
knows that without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gitops_lint.rule import TARGETS, Occurrence, Rule

if TYPE_CHECKING:
    from datetime import date

    from gitops_lint.model.repository import Repository
    from gitops_lint.registry import RuleEntry

_TARGETS = {target.__name__: target for target in TARGETS}


class Awaited(Rule[Any]):
    """Stands for a wide rule with a herald."""

    name = "awaited"

    def __init__(self, entry: RuleEntry, options: Mapping[str, Any] | None = None, today: date | None = None) -> None:
        super().__init__(None, today)
        self.name, self.tags, self.kinds = entry.name, entry.tags, entry.kinds  # type: ignore[misc]  # one rule each
        self.target = _TARGETS[entry.target]  # type: ignore[misc]  # as above
        self.looks_inside = True  # type: ignore[misc]  # as above
        self._entry = entry
        self._settings = options
        self._rule: Rule[Any] | None = None
        self._speaks: Any = None

    def check(self, target: Any, repo: Repository) -> Iterable[Occurrence]:
        """What the rule says, if it has to be asked."""
        if self._rule is None:
            if self._speaks is None:
                module, _, function = self._entry.herald.partition(":")
                self._speaks = getattr(import_module(module), function)
            if not self._speaks(self.name, target, repo):
                return ()
            self._rule = self._entry.load()(self._settings, self.today)
        return self._rule.check(target, repo)
