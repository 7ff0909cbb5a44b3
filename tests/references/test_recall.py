"""Recall by deletion: without an object each workload that refers to it is reported, and nothing else changes.

Every ConfigMap, Secret, ServiceAccount, claim and Service that a workload of a real repository refers to is taken away
in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from gitops_lint.api import registry_for
from gitops_lint.builtin.references._missing import DanglingRule, lost_references
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.references.repository import references, resolve
from gitops_lint.references.resolve import FOUND, MISSING
from gitops_lint.references.values import Reference
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy
from gitops_lint.workspace import build_repository

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout"),
]
KINDS = frozenset({"ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "Service"})
CONFIG = Config(plugins=False)

Place = tuple[int, str]
Name = tuple[str, str]


def dangling_rules() -> list[DanglingRule]:
    """The rules about missing objects, told to report also what others may make."""
    entries = registry_for(CONFIG).entries.values()
    classes = [entry.load() for entry in entries if "references" in entry.tags]
    return [made({"uncertain": True}) for made in classes if issubclass(made, DanglingRule)]


RULES = dangling_rules()


def concerns_a_rule(item: Resource, reference: Reference) -> bool:
    kind = f"{item.group}/{item.kind}"
    return any((not rule.kinds or kind in rule.kinds) and rule.concerns(reference) for rule in RULES)


def reported(repo: Repository) -> set[Place]:
    """Every place that a rule reports, by the identity of the object and the pointer in it."""
    return {
        (id(item), lost.reference.pointer)
        for item in repo.resources
        if item.deployable is not None
        for lost in lost_references(repo, item, partial(concerns_a_rule, item))
        if lost.outcome == MISSING
    }


def uses(repo: Repository) -> Iterator[tuple[Name, Resource, Reference]]:
    """The required references to objects that are there and that nobody else makes."""
    for item in repo.resources:
        deployable = item.deployable
        if deployable is None or deployable.not_checked or deployable.speculative:
            continue
        for reference in references(repo, item):
            if reference.kind not in KINDS or reference.group or reference.optional or not reference.name:
                continue
            resolution = resolve(repo, item, reference)
            if resolution.outcome == FOUND and not resolution.provided:
                yield (reference.kind, reference.name), item, reference


@pytest.mark.parametrize(
    ("corpus", "least"),
    [("eks-workshop-v2", 26), ("vehagn-homelab", 15), ("gitops-catalog", 26), ("eoepca-plus", 2)],
)
def test_each_user_of_what_is_deleted_is_reported(corpus: str, least: int) -> None:
    repo = build_repository(working_copy(CORPORA / corpus), CONFIG)
    before = reported(repo)
    users: dict[Name, set[Place]] = {}
    of_workloads: dict[Name, set[Place]] = {}
    for name, item, reference in uses(repo):
        place = (id(item), reference.pointer)
        if concerns_a_rule(item, reference):
            users.setdefault(name, set()).add(place)
        if item.workload is not None:
            of_workloads.setdefault(name, set()).add(place)
    assert len(of_workloads) >= least
    whole = {deployable: deployable.resources for deployable in repo.deployables}
    for kind, name in sorted(of_workloads):
        assert of_workloads[kind, name] <= users[kind, name], f"no rule is about a use of {kind} {name}"
        for deployable, resources in whole.items():
            deployable.resources = tuple(r for r in resources if (r.group, r.kind, r.name) != ("", kind, name))
        kept = {id(item) for deployable in repo.deployables for item in deployable.resources}
        without = Repository(repo.tree, repo.config, deployables=repo.deployables)
        expected = {place for place in before | users[kind, name] if place[0] in kept}
        assert reported(without) == expected, f"{kind} {name}"
        for deployable, resources in whole.items():
            deployable.resources = resources
