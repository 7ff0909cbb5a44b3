"""What wide rules said in an earlier run, as long as nothing has changed that they may read.

A wide rule may read every object, which files there are, and the text of what is no manifest; of manifests and
kustomizations it sees the values.  Another comment or indentation leaves its answer standing, and so does another
image, command, value of a variable or request in a workload, or another tag in a kustomization, unless the rule says
that it looks inside of containers (``looks_inside``).
Rules on documents are asked each time, because some read text, and so are those that compare two trees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from gitops_lint.circumstances import beside, key_of, still_beside
from gitops_lint.distribute import packed, unpacked
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Written
from gitops_lint.model.repository import Comparison, Repository
from gitops_lint.outcome import Outcome
from gitops_lint.rule import Occurrence, Rule
from gitops_lint.source.document import Document
from gitops_lint.source.outline import outline
from gitops_lint.workspace.remotes import checkouts


class Said(NamedTuple):
    """What is known."""

    rules: Mapping[str, bool] = MappingProxyType({})  #: which rules need not be asked, and whether they look inside
    occurrences: Sequence[Occurrence] = ()  #: all that they have to say


class Standing:
    """The answers of the wide rules of one run."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._shelf = repo.memory.wide
        self._complete = False  # whether all that was kept was said
        self._inside = hashlib.sha256()  # what outlines leave out
        config = repo.config
        fickle = not repo.memory or checkouts(config) or config.online
        before = (repo.base.tree,) if repo.base is not None else ()
        self._key = "" if fickle else key_of(config, self._seen(), (repo.tree, *before), self._outlines())

    def said(self) -> Said:
        """What wide rules said when everything they read was as it is now; nothing where that is not known."""
        data: Any = self._shelf.get(self._key) if self._key else None
        try:
            if not still_beside(self._repo.tree, data["beside"]):
                return Said()
            same = data["inside"] == self._inside.hexdigest()
            rules = {name: bool(inside) for name, inside in data["rules"].items() if same or not inside}
            found = [unpacked(row, self._repo) for row in data["rows"] if row[0] in rules]
        except (AttributeError, LookupError, TypeError, ValueError):
            return Said()
        self._complete = same
        return Said(rules, found)

    def learn(self, rules: Iterable[Rule[Any]], outcomes: Iterable[Outcome], said: Said) -> None:
        """Keep what those of these rules said that may be asked once, and what was known; none may have failed."""
        if not self._key or self._complete:
            return
        asked = {rule.name: rule.looks_inside for rule in rules if rule.is_wide() and rule.target not in _EACH_TIME}
        names = asked | dict(said.rules)
        heard = [outcome for outcome in outcomes if outcome.occurrence.rule in names]
        # A place in lines and columns moves when a comment is added before it.
        for fixed in {outcome.occurrence.rule for outcome in heard if _has_span(outcome.occurrence)}:
            del names[fixed]
        indices = {id(resource): index for index, resource in enumerate(self._repo.resources)}
        rows = [packed(outcome, indices) for outcome in heard if outcome.occurrence.rule in names]
        kept = {"rules": names, "inside": self._inside.hexdigest(), "beside": beside(self._repo.tree), "rows": rows}
        self._shelf.put(self._key, kept)

    def _outlines(self) -> dict[str, str]:
        """What counts of files of manifests in place of their bytes."""
        for path, (_, inside) in sorted(self._repo.meanings.items()):
            if inside:
                self._leave_out(f"{path} {inside}")
        return {path: outlines for path, (outlines, _) in self._repo.meanings.items()}

    def _seen(self) -> Iterable[str]:
        """What is known of a repository beside its own files: our code, other revisions, and what was rendered.

        Rendering may read the text of a manifest, as kustomize does for a ConfigMap; then it is in the object.
        """
        yield self._repo.memory.stamp
        yield repr(sorted(self._repo.revisions.items(), key=repr))
        for resource in self._repo.resources:
            if type(resource.origin) is not Written:
                inside: list[Any] = []
                yield repr(outline(resource.value, inside))
                self._leave_out(repr(inside))

    def _leave_out(self, text: str) -> None:
        self._inside.update(text.encode("utf-8", "surrogatepass") + b"\0")


_EACH_TIME = (Document, Comparison)


def _has_span(found: Occurrence) -> bool:
    return any(
        not isinstance(place, Node) and place.span is not None for place in (found.at, *(at for at, _ in found.related))
    )
