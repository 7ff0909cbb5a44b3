"""Charts that the repository's authors do not write."""

from __future__ import annotations

import shutil

import pytest

from gitops_lint import lint_text
from gitops_lint.api import lint_tree
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: registry.example/shop:1.0.0
          securityContext: {privileged: true}
"""


def found(files: dict[str, str], **config: object) -> set[str]:
    wanted = ["memory-limit-missing", "privileged-container"]
    settings = config_from({"select": wanted, **config})
    return {finding.rule for finding in lint_tree(MemoryTree(files), settings).findings} & set(wanted)


def test_style_counts_where_the_authors_can_mend_it() -> None:
    rules = {finding.rule for finding in lint_text(DEPLOYMENT).findings}
    assert {"memory-limit-missing", "privileged-container"} <= rules


def test_in_vendored_folders_only_holes_and_broken_syncs_count() -> None:
    files = {"vendor/shop.yaml": DEPLOYMENT}
    assert found(files) == {"memory-limit-missing", "privileged-container"}
    assert found(files, vendored=["vendor/**"]) == {"privileged-container"}


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
def test_a_dependency_below_charts_is_vendored() -> None:
    files = {
        "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "chart/charts/inner/Chart.yaml": "apiVersion: v2\nname: inner\nversion: 1.0.0\n",
        "chart/charts/inner/templates/deployment.yaml": DEPLOYMENT,
    }
    assert found(files) == {"privileged-container"}
