"""A chart cannot make helm read what is not of the repository."""

from __future__ import annotations

import os
import shutil

import pytest
from conftest import Run
from support import Tree

HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")
pytestmark = pytest.mark.skipif(HELM is None, reason="helm is not installed")

FILES = {
    "app.yaml": """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source:
    repoURL: https://git.example/acme/deploy.git
    path: chart
    helm: {fileParameters: [{name: motd, path: motd.txt}]}
""",
    "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
    "chart/motd.txt": "hello",
    "chart/templates/settings.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  motd: {{ .Values.motd }}
  files: {{ range $path, $bytes := .Files.Glob "**" }}{{ $bytes | toString }}{{ end }}
""",
}


def rendered(tree: Tree, run: Run, link: str, target: str, parameter: str = "motd.txt") -> tuple[str, list[str]]:
    """What render prints for a chart with such a link, and what was not checked."""
    outside = tree.root.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("hunter2")
    tree.write({**FILES, "app.yaml": FILES["app.yaml"].replace("motd.txt", parameter)})
    (tree.root / link).unlink(missing_ok=True)
    (tree.root / link).symlink_to(target)
    result = run("--output-format", "json", "--select", "not-checked,argocd-values-file-not-found")
    return run("render", "shop").out, [item["message"] for item in result.json["findings"]]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("chart/secret.txt", "../../outside/secret.txt"),
        ("chart/folder", "../../outside"),
        ("chart/motd.txt", "../../outside/secret.txt"),
    ],
)
def test_a_link_out_of_the_repository_is_not_followed(link: str, target: str, tree: Tree, run: Run) -> None:
    out, said = rendered(tree, run, link, target)
    assert "hunter2" not in out
    assert said == [
        f"Application 'argocd/shop' was not checked: repository contains out-of-bounds symlinks. file: {link}"
    ]


def test_a_file_parameter_that_is_such_a_link(tree: Tree, run: Run) -> None:
    out, said = rendered(tree, run, "motd", "../outside/secret.txt", parameter="/motd")
    assert "hunter2" not in out
    assert said == ["values file 'motd' does not exist"]


def test_a_link_inside_the_repository_is_followed(tree: Tree, run: Run) -> None:
    tree.write({"shared/secret.txt": "shared"})
    out, said = rendered(tree, run, "chart/secret.txt", "../shared/secret.txt")
    assert "shared" in out
    assert said == []


def test_a_chart_whose_file_is_no_yaml_stops_nothing(tree: Tree, run: Run) -> None:
    broken = "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - {name: [x\n"
    tree.write({"chart/Chart.yaml": broken, "chart/templates/settings.yaml": "a: b\n"})
    result = run("--output-format", "json", "--select", "not-checked,yaml-syntax-error")
    assert [(item["rule"], item["path"]) for item in result.json["findings"]] == [
        ("not-checked", "chart/Chart.yaml"),
        ("yaml-syntax-error", "chart/Chart.yaml"),
    ]
