"""Global projects: ``globalProjects`` of argocd-cm names projects whose settings others have too.

Source: ``util/argo/argo.go`` (``GetGlobalProjects``, ``mergeVirtualProject``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.plain import string
from gitops_lint.argocd.project import Project, ResourceKind
from gitops_lint.values import replace

KEY = "globalProjects"


def global_names(setting: str, name: str, labels: Mapping[str, Any]) -> Iterator[str]:
    """The global projects of a project with these labels, in their order; a selector Kubernetes refuses is the end."""
    entries = _entries(setting)
    if not entries:
        return
    from gitops_lint.argocd.applicationset.environment import ExpansionError
    from gitops_lint.argocd.applicationset.params import selects

    for entry in entries:
        project = string(entry.get("projectName"))
        if project == name:
            continue
        try:
            chosen = selects(entry.get("labelSelector"), labels, of_labels=True)
        except ExpansionError:
            return
        if chosen:
            yield project


def named_in(setting: str) -> frozenset[str]:
    """Every project that is global to some other."""
    return frozenset(string(entry.get("projectName")) for entry in _entries(setting))


def _entries(setting: str) -> list[Mapping[str, Any]]:
    """All entries; none where one of them has another shape, for then Argo CD reads none."""
    value = read_yaml(setting) if setting else None
    return value if isinstance(value, list) and all(map(_is_entry, value)) else []


def _is_entry(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("projectName", ""), str):
        return False
    return isinstance(value.get("labelSelector") or {}, dict)


def merged(project: Project, other: Project) -> Project:
    """A project with the settings of a global one after its own."""
    return replace(
        project,
        source_repos=(*project.source_repos, *other.source_repos),
        destinations=(*project.destinations, *other.destinations),
        cluster_whitelist=(*project.cluster_whitelist, *other.cluster_whitelist),
        cluster_blacklist=(*project.cluster_blacklist, *other.cluster_blacklist),
        namespace_whitelist=_both(project.namespace_whitelist, other.namespace_whitelist),
        namespace_blacklist=(*project.namespace_blacklist, *other.namespace_blacklist),
        service_accounts=(*project.service_accounts, *other.service_accounts),
    )


def _both(
    own: tuple[ResourceKind, ...] | None, other: tuple[ResourceKind, ...] | None
) -> tuple[ResourceKind, ...] | None:
    """A list that permits everything stays so unless something is added to it; an empty one adds nothing."""
    return other or None if own is None else (*own, *(other or ()))
