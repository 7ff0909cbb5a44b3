"""A ``$name/`` that a single source cannot have is told once, whether or not a file is there by chance."""

from __future__ import annotations

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree

OWN = "https://git.example/acme/deploy.git"
APPLICATION = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source:
    repoURL: {OWN}
    path: chart
    helm: {{valueFiles: [$values/envs/shop.yaml]}}
"""
CHART = {"chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n"}
CONFIG = config_from(
    {"repositories": {OWN: "."}, "select": ["argocd-source-ref-invalid", "argocd-values-file-not-found"]}
)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {},
            (
                "argocd-values-file-not-found: values file 'envs/shop.yaml' does not exist: "
                "'$values' is no reference in spec.source"
            ),
        ),
        (
            {"envs/shop.yaml": "a: 1\n"},
            (
                "argocd-source-ref-invalid: '$values' is no reference in spec.source: it becomes the empty string "
                "and the path '/envs/shop.yaml'"
            ),
        ),
    ],
)
def test_it_is_told_once(more: dict[str, str], told: str) -> None:
    found = lint_tree(MemoryTree({"app.yaml": APPLICATION, **CHART, **more}), CONFIG).findings
    assert [f"{item.rule}: {item.message}" for item in found if item.location.span.line == 10] == [told]
