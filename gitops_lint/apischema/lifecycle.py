"""From when to when an API is served: Kubernetes' own, and the custom ones whose projects have dropped versions.

The data is ``schemas/kubernetes/lifecycle.json``.  For Kubernetes it comes from the generated life-cycle code of
kubernetes/api, united over all releases; ``removed`` is the first version that no longer serves the API.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.versions import Minor, parse_minor
from gitops_lint.resources import SCHEMAS
from gitops_lint.values import dataclass

KUBERNETES = "kubernetes"
NEWEST: Minor = (1 << 30, 0)
NOT_KNOWN: Mapping[str, Minor] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What becomes of an API."""

    gvk: GroupVersionKind
    status: Literal["deprecated", "removed"]
    component: str  #: whose versions the two below are: ``kubernetes``, ``cert-manager``, ``karpenter`` …
    deprecated_in: str
    removed_in: str  #: empty where no removal is planned
    replacement: GroupVersionKind | None
    same_shape: bool = False  #: the replacement reads the same fields with the same meaning
    note: str = ""

    @property
    def message(self) -> str:
        """In the words of the API server's own warning: ``batch/v1beta1 CronJob is deprecated in v1.21+ …``."""
        owner = "" if self.component == KUBERNETES else f"{self.component} "
        text = f"{self.gvk.api_version} {self.gvk.kind}"
        if self.status == "removed":
            text += f" is no longer served since {owner}v{self.removed_in}"
        else:
            text += f" is deprecated in {owner}v{self.deprecated_in}+"
            text += f", unavailable in {owner}v{self.removed_in}+" if self.removed_in else ""
        if self.replacement is not None:
            text += f"; use {self.replacement.api_version} {self.replacement.kind}"
        elif self.note:
            text += f"; {self.note}"
        return text


@dataclass(frozen=True, slots=True)
class Support:
    """Until when Amazon EKS supports a Kubernetes version; ISO dates."""

    version: str
    release: str
    standard: str  #: last day of standard support
    extended: str  #: last day of extended support; the control plane is upgraded after it


class Lifecycles:
    """The table, read once by whoever makes it; immutable."""

    __slots__ = ("_entries", "_support")

    def __init__(self, path: Path = SCHEMAS / "kubernetes" / "lifecycle.json") -> None:
        data = json.loads(path.read_text("utf-8"))
        entries: dict[GroupVersionKind, Mapping[str, Any]] = {}
        for entry in [*data["components"], *data["kubernetes"]]:
            for kind in entry["kinds"]:
                entries[GroupVersionKind(entry["group"], entry["version"], kind)] = entry
        self._entries: Mapping[GroupVersionKind, Mapping[str, Any]] = entries
        self._support = tuple(Support(**row) for row in data["eks"])

    def lifecycle(
        self, group: str, version: str, kind: str, kubernetes_version: str, releases: Mapping[str, Minor] = NOT_KNOWN
    ) -> Lifecycle | None:
        """What a cluster of that version, or a release of the component, does with an API; None for no news.

        ``releases`` are those of components that are known; the APIs of others are judged by the newest release.
        """
        kind = kind.removesuffix("List") if kind != "List" else kind
        gvk = GroupVersionKind(group, version, kind)
        entry = self._entries.get(gvk)
        if entry is None:
            return None
        component = str(entry.get("component", KUBERNETES))
        removed = entry["removed"] or ""
        minor = parse_minor(kubernetes_version) if component == KUBERNETES else releases.get(component, NEWEST)
        if minor is None or minor < (parse_minor(entry["deprecated"]) or minor):
            return None
        gone = bool(removed) and minor >= (parse_minor(removed) or minor)
        replacement = _replacement(entry["replacement"], kind)
        return Lifecycle(
            gvk=gvk,
            status="removed" if gone else "deprecated",
            component=component,
            deprecated_in=entry["deprecated"],
            removed_in=removed,
            replacement=replacement,
            same_shape=bool(entry.get("same")),
            note=str(entry.get("note", "")),
        )

    def eks_support(self, kubernetes_version: str) -> Support | None:
        """The support dates of a Kubernetes version on EKS, None where we have none."""
        minor = parse_minor(kubernetes_version)
        for row in self._support:
            if minor is not None and parse_minor(row.version) == minor:
                return row
        return None


def _replacement(api_version: str | None, kind: str) -> GroupVersionKind | None:
    if api_version is None:
        return None
    group, _, version = api_version.rpartition("/")
    return GroupVersionKind(group, version, "EndpointSlice" if kind == "Endpoints" else kind)
