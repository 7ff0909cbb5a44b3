"""Real ApplicationSets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from argocd.conftest import CORPORA
from argocd.memory import folder

from gitops_lint.argocd.applicationset.environment import ClusterEntry, Environment
from gitops_lint.argocd.applicationset.expand import expand

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout"),
]

HOMELAB = CORPORA / "vehagn-homelab"
EKS = CORPORA / "stxkxs-eks-gitops"
CLUSTERS = [
    ClusterEntry(
        f"{env}-eks",
        f"https://{env}",
        labels={"environment": env, "cluster_name": f"{env}-eks", "region": "us-east-1"},
        annotations={"account_id": "1", "vpc_id": "v"},
    )
    for env in ("dev", "prod")
]


def sets(root: Path) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(root.rglob("*.yaml")):
        if "ApplicationSet" in path.read_text():
            documents = [d for d in yaml.safe_load_all(path.read_text()) if isinstance(d, dict)]
            found += [(str(path.relative_to(root)), d) for d in documents if d.get("kind") == "ApplicationSet"]
    return found


def test_homelab_expands_to_45_applications() -> None:
    env = Environment(folder(HOMELAB, "https://github.com/vehagn/homelab"))
    expansions = {path: expand(value, env) for path, value in sets(HOMELAB)}
    assert len(expansions) == 14
    assert all(expansion.complete for expansion in expansions.values())
    assert sum(len(expansion.applications) for expansion in expansions.values()) == 45
    assert not any(application.unresolved for e in expansions.values() for application in e.applications)


def test_eks_matrix_sets_expand_for_each_cluster() -> None:
    repository = folder(EKS, "https://github.com/stxkxs/eks-gitops.git")
    env = Environment(repository, CLUSTERS)
    for path, value in sets(EKS):
        expansion = expand(value, env)
        assert expansion.complete, (path, expansion.problems, expansion.notices)
        assert bool(expansion.applications) is (path != "applicationsets/druid-tenants.yaml"), path
        servers = {application.value["spec"]["destination"]["server"] for application in expansion.applications}
        assert not any("{{" in server for server in servers)


def test_eks_without_clusters_is_unknown() -> None:
    env = Environment(folder(EKS, "https://github.com/stxkxs/eks-gitops.git"))
    for _, value in sets(EKS):
        expansion = expand(value, env)
        assert [notice.message for notice in expansion.notices] == ["the clusters of this Argo CD are not known"]
        assert expansion.applications == ()


def test_druid_tenants_match_nothing() -> None:
    env = Environment(folder(EKS, "https://github.com/stxkxs/eks-gitops.git"), CLUSTERS)
    value = dict(sets(EKS))["applicationsets/druid-tenants.yaml"]
    expansion = expand(value, env)
    matrix = ("spec", "generators", 0, "matrix")
    assert expansion.yields == {
        matrix: 0,
        (*matrix, "generators", 0, "clusters"): 2,
        (*matrix, "generators", 1, "git"): 0,
    }
