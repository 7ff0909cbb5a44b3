"""Which kinds an Argo CD passes over.

Source: ``util/settings/resources_filter.go`` and ``filtered_resource.go``; the defaults are those of
``manifests/base/config/argocd-cm.yaml`` since 3.0, which the argo-cd chart has too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.globs import glob
from gitops_lint.argocd.instance import Settings
from gitops_lint.argocd.plain import mapping, strings
from gitops_lint.values import dataclass

EXCLUSIONS = "resource.exclusions"
INCLUSIONS = "resource.inclusions"
DEFAULTS_SINCE = (3, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list; an empty part matches everything."""

    groups: tuple[str, ...] = ()  #: globs
    kinds: tuple[str, ...] = ()  #: exact, or ``*``
    clusters: tuple[str, ...] = ()  #: globs over servers

    def of_kind(self, group: str, kind: str) -> bool:
        """Whether it speaks of the kind."""
        return (not self.groups or any(glob(pattern, group) for pattern in self.groups)) and (
            not self.kinds or kind in self.kinds or "*" in self.kinds
        )

    def of_cluster(self, server: str, *, unknown: bool) -> bool:
        """Whether it speaks of the cluster; ``unknown`` is the answer where nobody knows its server."""
        if not self.clusters or "*" in self.clusters:
            return True
        return any(glob(pattern, server) for pattern in self.clusters) if server else unknown


CORE = (
    Entry(("events.k8s.io", "metrics.k8s.io")),
    Entry(("",), ("Event",)),
    Entry(("coordination.k8s.io",), ("Lease",)),
)
"""What is excluded whatever the settings say."""

DEFAULT = (
    Entry(("", "discovery.k8s.io"), ("Endpoints", "EndpointSlice")),
    Entry(("coordination.k8s.io",), ("Lease",)),
    Entry(
        ("authentication.k8s.io", "authorization.k8s.io"),
        (
            *("SelfSubjectReview", "TokenReview", "LocalSubjectAccessReview", "SelfSubjectAccessReview"),
            *("SelfSubjectRulesReview", "SubjectAccessReview"),
        ),
    ),
    Entry(("certificates.k8s.io",), ("CertificateSigningRequest",)),
    Entry(("cert-manager.io",), ("CertificateRequest",)),
    Entry(("cilium.io",), ("CiliumIdentity", "CiliumEndpoint", "CiliumEndpointSlice")),
    Entry(
        ("kyverno.io", "reports.kyverno.io", "wgpolicyk8s.io"),
        (
            *("PolicyReport", "ClusterPolicyReport", "EphemeralReport", "ClusterEphemeralReport", "AdmissionReport"),
            *("ClusterAdmissionReport", "BackgroundScanReport", "ClusterBackgroundScanReport", "UpdateRequest"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ResourceFilter:
    """Both lists of one Argo CD."""

    exclusions: tuple[Entry, ...] = ()
    inclusions: tuple[Entry, ...] = ()

    def why_excluded(self, group: str, kind: str, server: str) -> str:
        """The setting that makes Argo CD pass over a kind in a cluster for certain, empty where none does.

        An empty ``server`` is one that nobody knows.
        """
        for entry in (*CORE, *self.exclusions):
            if entry.of_kind(group, kind) and entry.of_cluster(server, unknown=False):
                return EXCLUSIONS
        if any(entry.of_kind(group, kind) and entry.of_cluster(server, unknown=True) for entry in self.inclusions):
            return ""
        return INCLUSIONS if any(entry.of_cluster(server, unknown=False) for entry in self.inclusions) else ""


def filters_of(settings: Settings, version: tuple[int, int]) -> Iterator[ResourceFilter]:
    """Every filter that an Argo CD may have; none where its lists cannot be read."""
    default = DEFAULT if version >= DEFAULTS_SINCE else ()
    for excluded, included in product(settings.every(EXCLUSIONS), settings.every(INCLUSIONS)):
        exclusions = default if excluded is None else read_entries(excluded)
        inclusions = read_entries(included or "")
        if exclusions is not None and inclusions is not None:
            yield ResourceFilter(exclusions, inclusions)


def read_entries(text: str) -> tuple[Entry, ...] | None:
    """The entries of a list; None where the text is no list."""
    value = read_yaml(text) if text.strip() else []
    return tuple(_entry(mapping(item)) for item in value) if isinstance(value, list) else None


def _entry(value: Mapping[str, Any]) -> Entry:
    return Entry(strings(value.get("apiGroups")), strings(value.get("kinds")), strings(value.get("clusters")))
