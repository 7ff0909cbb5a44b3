"""What an editor keeps between runs is true for everybody's runs, and lies nowhere in the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Run
from support import Tree

from gitops_lint.editor.session import Session

needs_helm = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
CHECK = ("check", "--profile", "strict", "--exit-zero", "--output-format", "json-lines")


def pod(image: str) -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec: {{containers: [{{name: web, image: "registry.example/web:{image}"}}]}}
"""


@needs_helm
@pytest.mark.parametrize("dependency", [False, True])
def test_what_helm_made_of_saved_files_is_not_kept_for_the_open_text(
    tree: Tree, run: Run, tmp_path: Path, dependency: bool
) -> None:
    chart = "apiVersion: v2\nname: {}\nversion: 1.0.0\n"
    needed = 'dependencies: [{name: lib, version: 1.0.0, repository: "file://../lib"}]\n' if dependency else ""
    tree.write({"web/Chart.yaml": chart.format("web") + needed, "web/templates/pod.yaml": pod("1.4.2")})
    tree.write({"lib/Chart.yaml": chart.format("lib") + "type: library\n"} if dependency else {})
    session = Session(tree.root, str(tmp_path / "cache"))
    session.open("web/templates/pod.yaml", pod("latest"))
    session.lint()

    tree.write({"web/templates/pod.yaml": pod("latest")})

    assert "image-tag-latest" in run(*CHECK).out
    assert run(*CHECK).out == run(*CHECK, "--no-cache").out


def test_nothing_is_written_into_the_repository(tree: Tree) -> None:
    tree.write({"pod.yaml": pod("latest")})
    before = sorted(tree.root.rglob("*"))
    Session(tree.root, str(tree.root / ".cache")).lint()
    assert sorted(tree.root.rglob("*")) == before
