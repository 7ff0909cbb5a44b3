"""ApplicationSets in the tree of Applications: where they put what they make, and those that make nothing."""

from __future__ import annotations

import json

from conftest import Run
from support import Tree

OWN = "https://git.example/acme/deploy.git"
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shops}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators: [{list: {elements: [{env: dev}]}}]
  template:
    metadata: {name: "shop-{{.NAME}}"}
    spec:
      project: default
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source: {repoURL: "https://git.example/acme/deploy.git", targetRevision: HEAD, path: shop}
"""
ROOT = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
  source: {repoURL: "https://git.example/acme/deploy.git", targetRevision: HEAD, path: sets}
"""


def shops(tree: Tree, name: str) -> None:
    """A root Application that deploys a set, whose namespace only the destination says."""
    tree.write(
        {
            ".gitops-lint.yaml": json.dumps({"version": 1, "repositories": {OWN: "."}}),
            "root.yaml": ROOT,
            "sets/shops.yaml": SET.replace("NAME", name),
            "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
        }
    )


def test_what_a_set_makes_is_in_the_namespace_of_the_set(tree: Tree, run: Run) -> None:
    shops(tree, "env")
    assert run("graph").out == (
        "argocd/root  sets  → in-cluster/argocd  1 object\n"
        "└── ApplicationSet argocd/shops  sets/shops.yaml  makes 1 Applications\n"
        "    └── argocd/shop-dev  shop  → in-cluster/shop  1 object\n"
    )


def test_a_set_that_argo_cd_refuses_is_shown_with_the_reason(tree: Tree, run: Run) -> None:
    shops(tree, "stage")
    reason = "failed to execute go template 'shop-{{.stage}}': map has no entry for key \"stage\""
    assert run("graph").out == (
        "argocd/root  sets  → in-cluster/argocd  1 object\n"
        f"└── ApplicationSet argocd/shops  sets/shops.yaml  makes 0 Applications  not checked: {reason}\n"
    )
