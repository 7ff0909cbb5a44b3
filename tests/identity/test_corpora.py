"""The identities of a real repository, compared with what a person reads in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gitops_lint.identity.workloads import identities
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy
from gitops_lint.workspace import build_repository

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here"),
]

WITH_ROLE = Counter(
    {
        # The overlays for IRSA, ACK and Crossplane each patch the role onto the ServiceAccount of the base.
        ("Deployment", "carts", "carts", "carts", "irsa", "${CARTS_IAM_ROLE}"): 3,
        ("Deployment", "catalog", "catalog", "catalog", "irsa", "${CATALOG_IAM_ROLE}"): 1,
        ("Pod", "aiml", "compiler", "inference", "irsa", "${AIML_NEURON_ROLE_ARN}"): 1,
        ("Pod", "aiml", "inference", "inference", "irsa", "${AIML_NEURON_ROLE_ARN}"): 1,
    }
)


def test_every_workload_of_the_workshop_that_has_a_role() -> None:
    repo = build_repository(working_copy(CORPORA / "eks-workshop-v2"), Config())
    found = repo.once(identities)
    rows = Counter(
        (one.workload.kind, one.workload.resource.namespace, one.workload.name, one.account, one.way, one.role)
        for one in found
        if one.way != "node"
    )
    assert rows == WITH_ROLE
    without = {(one.workload.name, one.account) for one in found if one.way == "node"}
    assert {("ui", "ui"), ("orders", "orders"), ("checkout", "checkout"), ("catalog", "catalog")} <= without
