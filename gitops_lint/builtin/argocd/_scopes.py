"""Whether a kind has a namespace, as far as schemas and the CRDs of the repository tell."""

from __future__ import annotations

from gitops_lint.apischema.repository import judge
from gitops_lint.apischema.store import Known
from gitops_lint.model.resource import CLUSTER_SCOPED
from gitops_lint.rule import Repository, Resource


def scope_of(resource: Resource, repo: Repository) -> bool | None:
    """True for namespaced, False for cluster-wide, None where only the cluster knows."""
    if (resource.group, resource.kind) in CLUSTER_SCOPED:
        return False
    version = str(resource.context.kubernetes)
    known = repo.once(judge).store.lookup(resource.group, resource.version, resource.kind, version)
    if not isinstance(known, Known):
        return None
    return True if known.source == "kubernetes" else known.namespaced
