"""Namespaces into which more may go than anybody could look at: what is called missing there may come with it.

Sources that could not be rendered, ApplicationSets that could not be expanded, and charts that controllers of the
cluster install.  What was looked at in another revision counts as seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gitops_lint.references.plain import at, text
from gitops_lint.references.repository import namespace_of, placed_in, scope_of
from gitops_lint.references.values import EVERYWHERE

if TYPE_CHECKING:
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.repository import Repository
    from gitops_lint.model.resource import Resource

_CHARTS: Final = (
    ("helm.toolkit.fluxcd.io", "HelmRelease", ("spec", "targetNamespace")),
    ("helm.cattle.io", "HelmChart", ("spec", "targetNamespace")),
    ("helm.crossplane.io", "Release", ("spec", "forProvider", "namespace")),
)
"""Objects of which a controller makes others, with the place of the namespace; without one their own is meant."""


def may_hold_more(repo: Repository, item: Resource, namespace: str) -> bool:
    """Whether something may be in a namespace, in the cluster of ``item``, that nobody could look at."""
    if not namespace:
        return False  # what has no namespace is seldom part of what is deployed into one
    scope = scope_of(item)
    return any(
        where in (namespace, EVERYWHERE) and (scope == "" or other in (scope, ""))
        for other, where in repo.once(_unseen)
    )


def _unseen(repo: Repository) -> frozenset[tuple[str, str]]:
    """Clusters and namespaces that more goes to; '' stands for some cluster, `EVERYWHERE` for some namespace."""
    return frozenset((*_not_rendered(repo), *_installed(repo)))


def _not_rendered(repo: Repository) -> Iterator[tuple[str, str]]:
    for deployable in repo.deployables:
        if any(not part.approximate for part in deployable.not_checked):
            where = _of_set(deployable) if deployable.kind == "applicationset" else deployable.namespace
            if where:
                yield placed_in(deployable), where


def _of_set(deployable: Deployable) -> str:
    """Where the Applications of a set deploy to."""
    spec = deployable.application_set.value.get("spec") if deployable.application_set is not None else None
    where = text(at(spec, "template", "spec", "destination", "namespace"))
    patched = at(spec, "templatePatch") is not None
    return EVERYWHERE if not where or "{{" in where or patched else where


def _installed(repo: Repository) -> Iterator[tuple[str, str]]:
    for group, kind, place in _CHARTS:
        for item in repo.of_kind(group, kind):
            yield scope_of(item), text(item.get(*place)) or namespace_of(item)
