"""`gitops-lint graph` where Applications deploy each other."""

from __future__ import annotations

from conftest import Run
from support import Tree


def _application(name: str, path: str) -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: "https://git.example/acme/gitops.git", path: {path}, targetRevision: main}}
  destination: {{server: "https://kubernetes.default.svc", namespace: argocd}}
"""


def test_a_circle_beside_a_tree_is_shown_once(run: Run, tree: Tree) -> None:
    config = 'version: 1\nrepositories: {"https://git.example/acme/gitops": "."}\n'
    paths = {"root.yaml": ("root", "apps"), "apps/web.yaml": ("web", "web"), "one/two.yaml": ("two", "two")}
    paths["two/one.yaml"] = ("one", "one")
    tree.write({".gitops-lint.yaml": config, **{path: _application(*said) for path, said in paths.items()}})
    lines = run("graph").lines
    assert [line.split("  ")[0].strip("└─├│ ") for line in lines] == [
        "argocd/root",
        "argocd/web",
        "argocd/two",
        "argocd/one",
    ]
