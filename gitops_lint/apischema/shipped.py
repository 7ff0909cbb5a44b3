"""Kubernetes versions that an object is judged for without their schemas being here."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.context import NEWEST, OLDEST
from gitops_lint.model.repository import Repository
from gitops_lint.problem import Notice


def notices(repo: Repository) -> Iterator[Notice]:
    """One for each version of a cluster or of the run that stands in for another one."""
    wanted = {resource.context.kubernetes for resource in repo.resources}
    beyond = sorted(version for version in wanted if not OLDEST <= version <= NEWEST)
    if not beyond:
        return
    from gitops_lint.apischema.store import SchemaStore

    store = SchemaStore()
    for version in beyond:
        used = store.judging(str(version))
        if used != str(version):
            message = f"the schemas of Kubernetes {version} are not here: its objects are judged by those of {used}"
            yield Notice("version-not-shipped", "", message)
