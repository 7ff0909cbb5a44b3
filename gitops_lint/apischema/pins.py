"""Which release of an operator a repository installs, as far as it says the version of its chart.

Only operators whose charts have the versions of what they install: Karpenter 0.33 comes with its chart 0.33.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.apischema.versions import Minor, parse_minor

if TYPE_CHECKING:
    from gitops_lint.model.repository import Repository

CHARTS = {
    "karpenter": "karpenter",
    "karpenter-crd": "karpenter",
    "cert-manager": "cert-manager",
    "external-secrets": "external-secrets",
    "keda": "keda",
}
"""Names of charts with the component that they install."""

_GROUPS = (
    "argoproj.io/",
    "helm.cattle.io/",
    "helm.crossplane.io/",
    "helm.toolkit.fluxcd.io/",
    "kustomize.config.k8s.io/",
)
"""Groups whose objects install charts."""


def oldest_pins(repo: Repository) -> Mapping[str, Minor]:
    """The oldest release of each component that is written down; ask for it with ``repo.once``.

    Which cluster a chart is for is not asked: an API that one of them still serves may be meant for that one.
    """
    found: dict[str, Minor] = {}
    values = [document.value for document in repo.documents if _may_install(document.value)]
    values += [item.value for item in (*repo.applications, *repo.application_sets)]
    for value in values:
        for component, release in _pins(value):
            found[component] = min(release, found.get(component, release))
    return found


def _may_install(value: Any) -> bool:
    """Whether it is one of their objects or none of a cluster at all, as Chart.yaml, values and helmfiles are."""
    if not isinstance(value, dict) or "kind" not in value:
        return True
    return str(value.get("apiVersion")).startswith(_GROUPS)


def _pins(value: Any) -> Iterator[tuple[str, Minor]]:
    """Sources of Applications, dependencies of charts, ``helmCharts``, releases of Flux and helmfile look alike."""
    if isinstance(value, list):
        for item in value:
            yield from _pins(item)
    elif isinstance(value, dict):
        component = CHARTS.get(_chart_of(value))
        release = _release(value.get("targetRevision") or value.get("version")) if component else None
        if component and release is not None:
            yield component, release
        for item in value.values():
            yield from _pins(item)


def _chart_of(entry: Mapping[Any, Any]) -> str:
    """The chart's own name; a repository or registry may be written before it."""
    url = entry.get("repoURL")
    names = (entry.get("chart"), url if str(url).startswith("oci://") else None, entry.get("name"))
    name = next((name for name in names if isinstance(name, str) and name), "")
    return name.rpartition("/")[2]


def _release(version: Any) -> Minor | None:
    """The minor release that a version, or a range within one, means: ``v0.33.1``, ``0.33.x``, ``~0.33.0``."""
    return parse_minor(version.lstrip("~= ")) if isinstance(version, str) else None
