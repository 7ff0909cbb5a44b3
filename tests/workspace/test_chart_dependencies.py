"""Charts that depend on charts elsewhere in the tree, which Argo CD builds before it renders."""

from __future__ import annotations

import os
import shutil

import pytest
from conftest import Run
from support import Tree

HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")
pytestmark = pytest.mark.skipif(HELM is None, reason="helm is not installed")

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source: {repoURL: https://git.example/acme/deploy.git, path: charts/shop, helm: {valueFiles: [values-prod.yaml]}}
"""
SHOP = """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - {name: common, version: ^2.0.0, repository: "file://../common"}
  - {name: common, alias: cache, version: ^2.0.0, repository: "file://../common"}
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Chart.Name }}
data:
  team: {{ .Values.team }}
"""
FILES = {
    "app.yaml": APPLICATION,
    "charts/shop/Chart.yaml": SHOP,
    "charts/shop/values-prod.yaml": "cache: {team: platform}\n",
    "charts/common/Chart.yaml": "{apiVersion: v2, name: common, version: 2.1.0}\n",
    "charts/common/values.yaml": "team: nobody\n",
    "charts/common/templates/settings.yaml": SETTINGS,
}


def findings(run: Run, *words: str) -> list[str]:
    result = run("--output-format", "json", "--argocd-version", "3.4", *words)
    return [f"{item['path']}:{item['line']} {item['message']}" for item in result.json["findings"]]


def test_they_are_built_and_rendered(tree: Tree, run: Run) -> None:
    tree.write(FILES)
    out = run("render", "shop", "--argocd-version", "3.4", "--origins").out
    assert "name: common\n  namespace: shop\ndata:\n  team: nobody\n" in out
    assert "name: cache\n  namespace: shop\ndata:\n  team: platform\n" in out
    assert "charts/common/templates/settings.yaml" in out
    assert findings(run, "--select", "not-checked,helm-render-error") == []


def test_nothing_is_left_behind_in_the_tree(tree: Tree, run: Run) -> None:
    tree.write(FILES)
    run("render", "shop", "--argocd-version", "3.4")
    assert sorted(path.name for path in (tree.root / "charts" / "shop").iterdir()) == ["Chart.yaml", "values-prod.yaml"]


def test_a_change_of_the_dependency_is_seen_in_spite_of_the_cache(tree: Tree, run: Run) -> None:
    tree.write(FILES)
    assert "team: nobody" in run("render", "shop").out
    tree.write({"charts/common/values.yaml": "team: somebody\n"})
    assert "team: somebody" in run("render", "shop").out


def test_an_error_is_at_the_line_of_the_dependencys_template(tree: Tree, run: Run) -> None:
    tree.write({**FILES, "charts/common/templates/settings.yaml": SETTINGS + "  x: {{ .Values.no.thing }}\n"})
    (found,) = findings(run, "--select", "helm-render-error")
    assert found.startswith("charts/common/templates/settings.yaml:7 ")


def test_a_version_out_of_range_is_helms_error(tree: Tree, run: Run) -> None:
    tree.write({**FILES, "charts/common/Chart.yaml": "{apiVersion: v2, name: common, version: 1.0.0}\n"})
    (found,) = findings(run, "--select", "helm-render-error")
    assert "can't get a valid version for" in found


def test_with_a_remote_one_among_them_nothing_is_built(tree: Tree, run: Run) -> None:
    remote = '  - {name: redis, version: 18.0.0, repository: "https://charts.example"}\n'
    tree.write({**FILES, "charts/shop/Chart.yaml": SHOP + remote})
    (found,) = findings(run, "--select", "not-checked")
    assert found.endswith("was not checked: chart dependency 'redis' is remote and not vendored under 'charts/'")
    tree.write({"charts/shop/charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 18.0.0}\n"})
    (found,) = findings(run, "--select", "not-checked")
    assert found.endswith("chart dependency 'common' has to be built, and with it helm fetches 'redis'")


def test_the_jail_holds(tree: Tree, run: Run) -> None:
    outside = 'dependencies: [{name: passwd, version: 1.0.0, repository: "file://../../../outside"}]\n'
    (tree.root.parent / "outside").mkdir()
    (tree.root.parent / "outside" / "Chart.yaml").write_text("{apiVersion: v2, name: passwd, version: 1.0.0}\n")
    tree.write({**FILES, "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n" + outside})
    (found,) = findings(run, "--select", "not-checked")
    assert "chart dependency 'passwd' lies outside of the repository" in found
