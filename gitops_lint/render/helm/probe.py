"""From a rendered scalar to the values that make it: other values are put there and the chart is rendered again.

A key is named only if nothing but the scalar asked about changes with it; in a chart of the same authors it may be one
that others are made of, as the tag of an image that is a label too.  Many keys are tried in one rendering; where
something changes that no new value explains, the keys are tried in smaller groups, as often as is allowed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.render.helm.binary import Done
from gitops_lint.render.helm.chart import ChartRenderer
from gitops_lint.render.helm.compare import Change, Place, changes
from gitops_lint.render.helm.origins import Release, pieces_of
from gitops_lint.render.helm.sentinels import Sentinels, flipped, is_switch, numbers_in, text_of
from gitops_lint.render.helm.values import PARAMETER, Key, Values
from gitops_lint.values import replace

MAX_KEYS = 40
"""Keys that are tried for one scalar, the likeliest first."""

SHORTEST_PART = 3
"""A value that is part of a longer text has this many characters at least."""


class Prober:
    """Traces scalars of one release."""

    def __init__(self, charts: ChartRenderer, release: Release, renderings: int, *, shared: bool = False) -> None:
        self._charts = charts
        self._shared = shared  # name keys that make other scalars too
        self._release = release
        self._values = Values(charts.tree, charts.load, release.request)
        self._left = renderings
        self._noise: set[Place] | None = None

    def keys(self, wanted: Mapping[Place, Any]) -> dict[Place, tuple[Key, ...]]:
        """The keys of each place, given with its value; one that is not certain has none.

        A text that several values make has several keys, in the order in which they stand in the text.
        """
        known = {key.path: key for key in self._values.scalars()}
        name = self._charts.key(
            self._release.request, json.dumps([self._left, self._shared, *sorted(wanted, key=repr)])
        )
        done = self._charts.store(name, lambda: Done(0, json.dumps(self._answers(wanted, known.values())), ""))
        try:
            answers = json.loads(done.output)
            return {
                (piece, tuple(pointer)): tuple(known[tuple(path)] for path in paths)
                for piece, pointer, paths in answers
            }
        except (KeyError, TypeError, ValueError):
            return {}

    def _answers(self, wanted: Mapping[Place, Any], known: Iterable[Key]) -> list[Any]:
        by_place = {place: self._candidates(place, value, known) for place, value in wanted.items()}
        ranked = dict.fromkeys(key for row in zip_longest(*by_place.values()) for key in row if key is not None)
        made = self._marked([key for key in ranked if not is_switch(key.value)], wanted)
        for place, keys in by_place.items():
            for key in keys[:2] if place not in made else ():
                if is_switch(key.value) and self._flips(key, place):
                    made[place].append(key)
        for place, keys in made.items():
            keys.sort(key=lambda key: text_of(wanted[place]).find(text_of(key.value)))
        return [[piece, pointer, [key.path for key in keys]] for (piece, pointer), keys in made.items()]

    def _candidates(self, place: Place, value: Any, known: Iterable[Key]) -> list[Key]:
        """The keys whose values stand in the text of the scalar, the likeliest first."""
        text = text_of(value)
        if not text:
            return []
        whole, part = [], []
        for key in known:
            own = text_of(key.value)
            if own == text:
                whole.append(key)
            elif isinstance(value, str) and len(own) >= SHORTEST_PART and own in value and not is_switch(key.value):
                part.append(key)
        chosen = [
            key
            for keys in (whole, part)
            for key in sorted(keys, key=lambda key: -likeness(key.path, place[1]))[:MAX_KEYS]
        ]
        return [key for key in chosen if key.layer.pointer or key.layer.path]

    def _marked(self, keys: Sequence[Key], wanted: Mapping[Place, Any]) -> dict[Place, list[Key]]:
        """Which of the keys make which of the places, by new values in all of them at once."""
        made: dict[Place, list[Key]] = defaultdict(list)
        taken = numbers_in(piece.text.decode("utf-8", "replace") for piece in self._release.pieces) if keys else set()
        todo = [list(keys)]
        while todo and self._left > 0:
            group = todo.pop(0)
            sentinels = Sentinels([key.value for key in group], taken)
            chosen = [index for index, new in enumerate(sentinels.new) if new is not None]
            if not chosen:
                continue
            found = self._rendered((group[index], sentinels.new[index]) for index in chosen)
            effects = self._effects(found, sentinels)
            if effects is None:
                middle = len(group) // 2
                todo += [half for half in (group[:middle], group[middle:]) if half and len(group) > 1]
                continue
            for index, places in effects.items():
                for place in set(places) if self._values.stands_alone(group[index]) else ():
                    if place in wanted and (self._shared or len(places) == 1):
                        made[place].append(group[index])
        return made

    def _effects(self, found: Sequence[Change] | None, sentinels: Sentinels) -> dict[int, list[Place]] | None:
        """The places each sentinel shows up at; None where something else changed too."""
        if found is None:
            return None
        effects: dict[int, list[Place]] = defaultdict(list)
        for change in found:
            hits = sentinels.explain(change.old, change.new)
            if not hits and change.place not in self._changing():
                return None
            for index in hits:
                effects[index].append(change.place)
        return effects

    def _flips(self, key: Key, place: Place) -> bool:
        found = self._rendered([(key, flipped(key.value))])
        if found is None or not self._values.stands_alone(key):
            return False
        changed = {change.place: change for change in found}
        if changed.keys() == {place} or changed.keys() - self._changing() == {place}:
            return text_of(changed[place].new) == text_of(flipped(key.value))
        return False

    def _changing(self) -> set[Place]:
        """What differs each time anyway: random names, dates, made-up certificates."""
        if self._noise is None:
            found = self._rendered(())
            self._noise = {change.place for change in found or ()}
        return self._noise

    def _rendered(self, changed: Iterable[tuple[Key, Any]]) -> list[Change] | None:
        """What differs with these values; None where it does not render, or too often was tried."""
        if self._left <= 0:
            return None
        self._left -= 1
        pairs = list(changed)
        texts = {key.path: text_of(value) for key, value in pairs if key.layer.how == PARAMETER}
        request = self._release.request
        parameters = tuple(
            (name, texts.get(tuple(name.split(".")), text), force) for name, text, force in request.helm.parameters
        )
        overlay = self._values.overlay(pair for pair in pairs if pair[0].layer.how != PARAMETER)
        asked = replace(request, helm=replace(request.helm, parameters=parameters))
        done = self._charts.run(asked, json.dumps(overlay) if overlay else "")
        return changes(self._release.pieces, pieces_of(done.output)) if done.status == 0 else None


def likeness(path: Pointer, pointer: Pointer) -> int:
    """How many names at the end of two places are the same; list items have none."""
    ours, theirs = ([part for part in reversed(place) if isinstance(part, str)] for place in (path, pointer))
    count = 0
    for one, other in zip(ours, theirs, strict=False):
        if one.lower() != other.lower():
            break
        count += 2
    return count or int(bool(ours and theirs) and ours[0].lower() in theirs[0].lower())
