"""Recall by deletion: without a ConfigMap or ServiceAccount each of its users is reported, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_lint.builtin.references._missing import lost_references
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.references.repository import references, resolve
from gitops_lint.references.resolve import FOUND
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy
from gitops_lint.workspace import build_repository

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout"),
]

Place = tuple[int, str]
Name = tuple[str, str, str]


def _lost(repo: Repository) -> set[Place]:
    return {
        (id(item), lost.reference.pointer)
        for item in repo.resources
        if item.deployable is not None
        for lost in lost_references(repo, item)
    }


def _users(repo: Repository, kinds: frozenset[str]) -> dict[Name, set[Place]]:
    """The required references of workloads to objects that are there and nowhere made by others, by target."""
    found: dict[Name, set[Place]] = {}
    for item in repo.resources:
        if item.deployable is None or not _is_judged(item):
            continue
        for reference in references(repo, item):
            if reference.kind not in kinds or reference.group or reference.optional or not reference.name:
                continue
            resolution = resolve(repo, item, reference)
            if resolution.outcome == FOUND and not resolution.provided:
                found.setdefault(("", reference.kind, reference.name), set()).add((id(item), reference.pointer))
    return found


def _is_judged(item: Resource) -> bool:
    deployable = item.deployable
    return not (deployable is None or deployable.not_checked or deployable.speculative)


@pytest.mark.parametrize("kind", ["ConfigMap", "ServiceAccount", "PersistentVolumeClaim", "Secret", "Service"])
@pytest.mark.parametrize(
    ("corpus", "least"),
    [("eks-workshop-v2", {"ConfigMap": 5, "ServiceAccount": 5}), ("gitops-catalog", {"ConfigMap": 1})],
)
def test_each_user_of_what_is_deleted_is_reported(corpus: str, least: dict[str, int], kind: str) -> None:
    repo = build_repository(working_copy(CORPORA / corpus), Config())
    before = _lost(repo)
    users = _users(repo, frozenset({kind}))
    assert len(users) >= least.get(kind, 0)
    whole = {deployable: deployable.resources for deployable in repo.deployables}
    for name, places in sorted(users.items()):
        for deployable, resources in whole.items():
            deployable.resources = tuple(r for r in resources if (r.group, r.kind, r.name) != name)
        kept = {id(item) for deployable in repo.deployables for item in deployable.resources}
        without = Repository(repo.tree, repo.config, deployables=repo.deployables)
        expected = {place for place in before | places if place[0] in kept}
        assert _lost(without) == expected, name
        for deployable, resources in whole.items():
            deployable.resources = resources
