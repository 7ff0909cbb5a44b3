"""`plan`, `render` and `graph`: how what is deployed is named, and what a stream that is not UTF-8 is shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run
from support import Tree

OWN = "https://git.example/acme/deploy.git"


def application(name: str, path: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: "{OWN}", path: {path}, targetRevision: main}}
  destination: {{name: in-cluster, namespace: shop}}
"""


@pytest.fixture
def shop(tree: Tree) -> Tree:
    """Two Applications of one repository, `web` and `jobs`."""
    tree.write(
        {
            ".gitops-lint.yaml": f"repositories: {{'{OWN}': '.'}}\n",
            "apps/web.yaml": application("web", "services/web"),
            "apps/jobs.yaml": application("jobs", "services/jobs"),
            "services/web/map.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: web}}\n",
            "services/jobs/map.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: jobs}}\n",
        }
    )
    return tree


def rendered(run: Run, name: str, folder: Path) -> list[str]:
    """The names of the objects that `render` prints."""
    result = run("render", name, folder=folder)
    assert (result.status, result.err) == (0, "")
    return [line.split()[1] for line in result.lines if line.startswith("  name: ")]


@pytest.mark.parametrize("name", ["web", "argocd/web", "*web", "services/web", "services/web/", "./services/web"])
def test_by_name_glob_and_path(name: str, shop: Tree, run: Run) -> None:
    assert rendered(run, name, shop.root) == ["web"]


@pytest.mark.parametrize("name", ["web", "services/web"])
def test_a_path_is_taken_from_where_one_stands_and_from_the_root(name: str, shop: Tree, run: Run) -> None:
    assert rendered(run, name, shop.root / "services") == ["web"]


def test_a_folder_stands_for_all_that_is_deployed_from_it(shop: Tree, run: Run) -> None:
    assert sorted(rendered(run, "services", shop.root)) == ["jobs", "web"]


def test_a_name_of_nothing_is_a_wrong_request(shop: Tree, run: Run) -> None:
    result = run("render", "wbe")
    assert result.status == 2
    assert result.err == "gitops-lint: no Application, kustomization, chart or folder 'wbe', did you mean 'web'?\n"


def test_what_we_draw_with_is_readable_without_utf_8(shop: Tree) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "ascii"}
    words = [sys.executable, "-m", "gitops_lint", "graph", "web", "--no-cache"]
    done = subprocess.run(words, cwd=shop.root, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "argocd/web  services/web  -> in-cluster/shop  1 object\n"
