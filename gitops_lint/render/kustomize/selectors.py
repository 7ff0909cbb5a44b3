"""Which objects a patch or replacement is for.

Source: ``api/types/selector.go``, ``resmap.Select``; label expressions as ``k8s.io/apimachinery/pkg/labels`` parses
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gitops_lint.patterns import regex
from gitops_lint.render.kustomize.resid import Gvk, ResId
from gitops_lint.render.kustomize.resource import Resource

Matcher = Callable[[Mapping[str, str]], bool]


class SelectorError(ValueError):
    """Not a regular expression, or not a label selector."""


class Selector:
    """A patch target: regular expressions that must match as a whole, and label expressions."""

    __slots__ = ("annotations", "fields", "labels", "named")

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.fields = {name: _pattern(value.get(name)) for name in ("group", "version", "kind", "name", "namespace")}
        self.named = any(self.fields.values())
        self.labels = label_matcher(value.get("labelSelector"))
        self.annotations = label_matcher(value.get("annotationSelector"))

    def matches_gvk(self, gvk: Gvk) -> bool:
        """Whether group, version and kind fit."""
        return self._fits("group", gvk.group) and self._fits("version", gvk.version) and self._fits("kind", gvk.kind)

    def matches_id(self, one: ResId) -> bool:
        """Whether an identity fits in every part; an empty namespace is just that here."""
        return self.matches_gvk(one.gvk) and self._fits("name", one.name) and self._fits("namespace", one.namespace)

    def matches_notes(self, resource: Resource) -> bool:
        """Whether labels and annotations fit."""
        return (self.labels is None or self.labels(resource.strings("labels"))) and (
            self.annotations is None or self.annotations(resource.strings("annotations"))
        )

    def _fits(self, field: str, text: str) -> bool:
        pattern = self.fields[field]
        return pattern is None or pattern.search(text) is not None

    def select(self, resources: Sequence[Resource]) -> list[Resource]:
        """The objects that fit, by the names they have or were read with."""
        found = []
        for resource in resources:
            if not self.matches_gvk(resource.gvk):
                continue
            current, original = resource.id, resource.original_id
            if not (self._fits("name", original.name) or self._fits("name", current.name)):
                continue
            if self.fields["namespace"] is not None and not (
                self._fits("namespace", original.effective_namespace)
                or self._fits("namespace", current.effective_namespace)
            ):
                continue
            if self.matches_notes(resource):
                found.append(resource)
        return found


def _pattern(text: Any) -> re.Pattern[str] | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        return re.compile(rf"^(?:{text})\Z")
    except re.error as error:
        raise SelectorError(f"'{text}' is not a regular expression: {error}") from None


_REQUIREMENT = regex(
    r"\s*(?:(?P<not>!)\s*(?P<absent>[^\s=!,()<>]+)"
    r"|(?P<key>[^\s=!,()<>]+)(?:\s*(?P<equals>==?|!=)\s*(?P<value>[^\s=!,()<>]*)"
    r"|\s+(?P<set>in|notin)\s*\((?P<values>[^()]*)\))?)\s*(?:,|\Z)"
)


def label_matcher(text: Any) -> Matcher | None:
    """A function that says whether labels fit the expression; None where it is empty."""
    if not isinstance(text, str) or not text.strip():
        return None
    tests: list[Matcher] = []
    position = 0
    while position < len(text):
        match = _REQUIREMENT.match(text, position)
        if not match:
            raise SelectorError(f"unable to parse selector '{text}'")
        tests.append(_requirement(match))
        position = match.end()
    return lambda labels: all(test(labels) for test in tests)


def _requirement(match: re.Match[str]) -> Matcher:
    if match["not"]:
        absent = match["absent"]
        return lambda labels: absent not in labels
    key = match["key"]
    if match["set"]:
        values = {value.strip() for value in match["values"].split(",")}
        if match["set"] == "in":
            return lambda labels: key in labels and labels[key] in values
        return lambda labels: labels.get(key) not in values
    if match["equals"] is None:
        return lambda labels: key in labels
    value = match["value"]
    if match["equals"] == "!=":
        return lambda labels: labels.get(key) != value
    return lambda labels: labels.get(key) == value
