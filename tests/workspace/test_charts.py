"""What is said about charts by themselves, compared with what helm says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Run
from support import Tree

from gitops_lint.render.helm.metadata import LINTED, NOT_QUOTED, REFUSED, defects
from gitops_lint.source.parse import parse

HELMS = {3: os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm"), 4: shutil.which("helm4")}
BASE = {"apiVersion": "v2", "name": "shop", "version": "1.2.3", "icon": "https://example.org/shop.svg"}

CHANGES = """
apiVersion:
apiVersion: v3
apiVersion: v1
apiVersion: 2
apiVersion: ""
name:
name: a/b
name: 5
name: a b
name: [a]
version:
version: 1
version: 1.0
version: 1.10
version: 1.2.3.4
version: latest
version: 1.2.3-01
version: 1.2.3-0
version: 1.2.3-1a
version: 1.2.3-a.b+c.01
version: '{{ version }}'
version: ">=1"
version: true
version: 1e3
appVersion: 1.10
appVersion: 5
appVersion: "1"
appVersion: true
appVersion: [1]
type: application
type: app
type: ""
icon: icon.png
icon: /icon.png
icon: //cdn.example/icon.png
icon: file:///icon.png
icon: data:image/png;base64,xx
icon: http://a b
sources: [https://example.org/shop]
sources: [example.org/shop]
sources: [""]
sources: https://example.org
keywords: shop
annotations: [a]
deprecated: "yes"
maintainers: [{name: ada}]
maintainers: [{email: ada@example.org}]
maintainers: [{name: ada, email: ada}]
maintainers: [{name: ada, email: ada@example.org}]
maintainers: [null]
dependencies: [null]
dependencies: [{name: a, alias: b.c}]
dependencies: [{name: a, version: 1.0.0}, {name: a, version: 1.0.0}]
dependencies: [{name: a, alias: b}, {name: b}]
""".strip().splitlines()


@pytest.mark.oracle
@pytest.mark.parametrize("major", HELMS)
def test_helm_refuses_and_objects_to_the_same_metadata(major: int, tmp_path: Path) -> None:
    helm = HELMS[major]
    if helm is None:
        pytest.skip(f"helm {major} is not installed")
    (tmp_path / "templates").mkdir()
    (tmp_path / "values.yaml").write_text("{}\n")
    for change in CHANGES:
        field, _, text = change.partition(":")
        content = "".join(f"{key}: {value}\n" for key, value in {**BASE, field: text.strip()}.items() if value)
        (tmp_path / "Chart.yaml").write_text(content)
        found = {defect.rule for defect in defects(parse("Chart.yaml", content.encode()).documents[0].value, major)}
        if not found & {REFUSED} or "dependencies" not in field:  # missing ones are another matter
            template = subprocess.run([helm, "template", "x", "."], cwd=tmp_path, capture_output=True, check=False)
            assert (REFUSED in found) == (template.returncode != 0), (change, template.stderr)
        lint = subprocess.run([helm, "lint", "."], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        objections = [line for line in lint.splitlines() if line.startswith("[") and "missing these dep" not in line]
        assert bool(found & {REFUSED, LINTED, NOT_QUOTED}) == bool(objections), (change, found, lint)


def places(run: Run, *words: str) -> list[str]:
    result = run("--output-format", "json", "--argocd-version", "3.4", *words)
    return [f"{item['path']}:{item['line']}:{item['column']} {item['rule']}" for item in result.json["findings"]]


def application(path: str, helm: str = "") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {{repoURL: https://git.example/acme/deploy.git, path: {path}, helm: {{{helm}}}}}
"""


needs_helm = pytest.mark.skipif(HELMS[3] is None, reason="helm is not installed")


@needs_helm
def test_the_exact_place_stands_for_what_helm_says_of_the_whole_chart(tree: Tree, run: Run) -> None:
    tree.write({"app.yaml": application("chart"), "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: latest\n"})
    assert places(run, "--select", "chart-metadata-invalid,helm-render-error") == [
        "chart/Chart.yaml:3:10 chart-metadata-invalid"
    ]


@needs_helm
def test_a_chart_may_refuse_the_version_of_its_cluster(tree: Tree, run: Run) -> None:
    chart = 'apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: ">=1.32.0"\n'
    tree.write({"app.yaml": application("chart"), "chart/Chart.yaml": chart})
    assert places(run, "--select", "chart-kube-version-unsatisfied", "--kubernetes-version", "1.31") == [
        "chart/Chart.yaml:4:14 chart-kube-version-unsatisfied"
    ]
    assert (
        places(run, "--select", "chart-kube-version-unsatisfied,helm-render-error", "--kubernetes-version", "1.33")
        == []
    )


def test_a_file_with_another_ending_is_a_template_too(tree: Tree, run: Run) -> None:
    tree.write(
        {
            "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
            "chart/templates/settings.yaml.bak": "kind: ConfigMap\n",
            "chart/templates/NOTES.txt": "Thank you\n",
            "chart/files/any.bak": "",
        }
    )
    assert places(run, "--select", "chart-template-extension") == [
        "chart/templates/settings.yaml.bak:1:1 chart-template-extension"
    ]


def test_charts_of_others_are_left_alone(tree: Tree, run: Run) -> None:
    bad = "apiVersion: v2\nname: redis\nversion: latest\n"
    tree.write(
        {
            "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0, icon: 'https://example.org/a.svg'}\n",
            "chart/charts/redis/Chart.yaml": bad,
            "vendor/redis/Chart.yaml": bad,
            ".gitops-lint.yaml": 'version: 1\nvendored: ["vendor/**"]\n',
        }
    )
    assert places(run, "--select", "chart-metadata-invalid") == []


def test_a_template_may_be_a_link_that_leads_nowhere(tree: Tree, run: Run) -> None:
    tree.write({"app.yaml": application("chart"), "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n"})
    tree.write({"chart/templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"})
    (tree.root / "chart/templates/lost.yaml").symlink_to("nowhere.yaml")
    assert places(run, "--select", "symlink-dangling") == ["chart/templates/lost.yaml:1:1 symlink-dangling"]
