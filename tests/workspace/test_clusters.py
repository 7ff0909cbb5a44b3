"""Clusters are known wherever their Secret is, and however late it is found."""

from __future__ import annotations

import pytest
from conftest import Run
from support import Tree

SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: addons, namespace: argocd}
spec:
  generators: [{clusters: {selector: {matchLabels: {env: prod}}}}]
  template:
    metadata: {name: "addons-{{name}}"}
    spec:
      project: addons
      source: {repoURL: "https://git.example/acme/deploy.git", path: addons, targetRevision: HEAD}
      destination: {name: "{{name}}", namespace: addons}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: "https://git.example/acme/deploy.git", path: addons, targetRevision: HEAD}
  destination: {name: prod, namespace: shop}
"""
LABELS = "{argocd.argoproj.io/secret-type: cluster, env: prod}"
SECRET = f"""\
apiVersion: v1
kind: Secret
metadata: {{name: prod, namespace: argocd, labels: {LABELS}}}
stringData: {{name: prod, server: "https://prod.example"}}
"""
BARE = SECRET.replace(f", labels: {LABELS}", "")
REMOTE = "resources: [prod.yaml, 'https://github.com/argoproj/argo-cd//manifests/cluster-install?ref=v3.1.0']\n"


@pytest.mark.parametrize(
    "files",
    [
        {"clusters/prod.yaml": SECRET},
        {"clusters/prod.yaml": SECRET, "clusters/kustomization.yaml": "resources: [prod.yaml]\n"},
        {
            "clusters/prod.yaml": BARE,
            "clusters/kustomization.yaml": f"resources: [prod.yaml]\ncommonLabels: {LABELS}\n",
        },
        {"clusters/prod.yaml": SECRET, "clusters/kustomization.yaml": REMOTE},
    ],
    ids=["in a later file", "in a kustomization", "labelled by a kustomization", "beside what is remote"],
)
def test_a_cluster_is_known_wherever_its_secret_is(files: dict[str, str], tree: Tree, run: Run) -> None:
    tree.write({"apps/addons.yaml": SET, "apps/shop.yaml": APPLICATION, "addons/a.yaml": "", **files})
    report = run("--output-format", "json", "--select", "argocd-cluster-unknown,argocd-generator-matches-nothing").json
    assert report["findings"] == []
    assert report["summary"]["applications"] == len(("addons-prod", "shop"))


def test_another_cluster_is_unknown(tree: Tree, run: Run) -> None:
    tree.write({"apps/shop.yaml": APPLICATION.replace("name: prod", "name: prdo"), "clusters/prod.yaml": SECRET})
    [finding] = run("--output-format", "json", "--select", "argocd-cluster-unknown").json["findings"]
    assert (finding["line"], finding["message"]) == (7, "cluster 'prdo' is not registered, did you mean 'prod'?")
