"""Objects of two folders meet only where a cluster is known for both."""

from __future__ import annotations

from gitops_lint.model.places import cluster_of, place_of
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

FILES = {
    f"{folder}/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}\n"
    for folder in ("blue", "green")
}


def test_nobody_says_which_cluster() -> None:
    blue, green = build_repository(MemoryTree(FILES), config_from({})).resources
    assert cluster_of(blue) != cluster_of(green)
    assert place_of(blue) != place_of(green)


def test_both_are_for_one_cluster() -> None:
    declared = [{"folder": folder, "cluster": "prod", "namespace": "shop"} for folder in ("blue", "green")]
    config = config_from({"clusters": {"prod": {"server": "https://prod"}}, "deployables": declared})
    blue, green = build_repository(MemoryTree(FILES), config).resources
    assert place_of(blue) == place_of(green) == ("prod", "shop")
