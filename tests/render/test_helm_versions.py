"""Which helm is used, what is said about it, and that charts render with both major versions."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import Run
from support import Tree

from gitops_lint.render.bundled import bundle_of, difference
from gitops_lint.render.helm.binary import find_helm

HELMS = {"3": os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm"), "4": shutil.which("helm4")}
RELEASES = {"3": "3.4", "4": "3.5"}

CHART = {
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
    helm:
      valueFiles: [values-prod.yaml]
      valuesObject: {from: {object: "yes"}}
      parameters: [{name: from.parameter, value: "a,b"}, {name: text, value: "1", forceString: true}]
      fileParameters: [{name: from.file, path: motd.txt}]
""",
    "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
    "chart/values-prod.yaml": "from: {values: prod}\n",
    "chart/motd.txt": "hello",
    "chart/crds/thing.yaml": """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.acme.io}
""",
    "chart/templates/settings.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  from: {{ .Values.from | toJson | quote }}
  text: {{ kindOf .Values.text }}
  kubernetes: {{ .Capabilities.KubeVersion.Version }}
""",
    ".gitops-lint.yaml": 'version: 1\nkubernetes-version: "1.31"\nrepositories: {}\n',
}


@pytest.fixture(params=["3", "4"])
def release(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An Argo CD release, with a helm of the major version that it brings."""
    helm = HELMS[request.param]
    if helm is None:
        pytest.skip(f"helm {request.param} is not installed")
    monkeypatch.setenv("GITOPS_LINT_HELM", helm)
    return RELEASES[request.param]


def test_a_chart_renders_with_every_kind_of_value(release: str, tree: Tree, run: Run) -> None:
    tree.write(CHART)
    out = run("render", "shop", "--argocd-version", release).out
    assert """from: '{"file":"hello","object":"yes","parameter":"a,b","values":"prod"}'""" in out
    assert "text: string" in out
    assert "kubernetes: v1.31.0" in out
    assert "name: things.acme.io" in out


@pytest.mark.parametrize(
    ("line", "column"), [("  broken: {{ .Values.not.there }}\n", 21), ('  broken: {{ fail "no team" }}\n', 14)]
)
def test_an_error_is_at_the_templates_line(release: str, line: str, column: int, tree: Tree, run: Run) -> None:
    tree.write({**CHART, "chart/templates/settings.yaml": CHART["chart/templates/settings.yaml"] + line})
    result = run("--argocd-version", release, "--output-format", "json", "--select", "helm-render-error")
    (finding,) = result.json["findings"]
    assert (finding["path"], finding["line"]) == ("chart/templates/settings.yaml", 9)
    assert finding["column"] in (column, column + 1)


def test_values_against_the_schema_are_an_error(release: str, tree: Tree, run: Run) -> None:
    schema = '{"properties": {"from": {"properties": {"values": {"type": "integer"}}}}}'
    tree.write({**CHART, "chart/values.schema.json": schema})
    result = run("--argocd-version", release, "--output-format", "json", "--select", "helm-render-error")
    (finding,) = result.json["findings"]
    assert "values don't meet the schema of chart 'shop'" in finding["message"]


def script(folder: Path, name: str, version: str) -> None:
    """A program of that name that tells a version and nothing else."""
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {version}\n")
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("installed", "argocd", "chosen"),
    [
        (("helm", "helm3", "helm4"), (3, 2), "helm3"),
        (("helm", "helm3", "helm4"), (3, 5), "helm4"),
        (("helm", "helm4"), (3, 4), "helm"),
        (("helm", "helm3"), (3, 9), "helm"),
        (("helm4",), (3, 4), None),
        ((), (3, 5), None),
    ],
)
def test_the_helm_of_the_release_is_chosen(
    installed: tuple[str, ...],
    argocd: tuple[int, int],
    chosen: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GITOPS_LINT_HELM", raising=False)
    for name in installed:
        script(tmp_path, name, "v3.19.4")
    found = find_helm(argocd)
    assert (found and Path(found.path).name) == chosen


def test_the_environment_beats_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, "helm4", "v4.2.1")
    script(tmp_path, "mine", "v4.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GITOPS_LINT_HELM", str(tmp_path / "mine"))
    found = find_helm((3, 5))
    assert found is not None
    assert found.version == "v4.0.0"


def test_a_wrong_choice_of_the_environment_is_named(
    tree: Tree, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({"Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n", "templates/a.yaml": "a: 1\n"})
    missing = tmp_path / "hlem"
    for chosen, reason in (
        (str(missing), f"'{missing}', which GITOPS_LINT_HELM names, is no helm that runs"),
        ("", "helm is not installed"),
    ):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setenv("GITOPS_LINT_HELM", chosen)
        (found,) = run("--select", "not-checked", "--no-cache", "--output-format", "json").json["findings"]
        assert found["message"] == f"chart '.' was not checked: {reason}"


@pytest.mark.parametrize(
    ("program", "installed", "argocd", "said"),
    [
        ("helm", "v3.19.4", (3, 4), None),
        ("helm", "v3.19", (3, 4), None),
        ("helm", "v3.19.4", (3, 2), "helm v3.19.4 is in use; Argo CD 3.2 brings v3.18.4"),
        ("helm", "v3.19.4", (3, 5), "helm v3.19.4 is in use; Argo CD 3.5 brings v4.2.1"),
        ("kustomize", "v5.8.1", (3, 3), "kustomize v5.8.1 is in use; Argo CD 3.3 brings v5.8.0"),
        ("kustomize", "v5.8.1", (3, 5), None),
        ("helm", "v3.10.0", (2, 9), None),
    ],
)
def test_another_version_than_argo_cds_is_told(
    program: str, installed: str, argocd: tuple[int, int], said: str | None
) -> None:
    assert difference(program, installed, argocd) == said


def test_releases_after_the_last_known_one_count_as_it() -> None:
    assert bundle_of((4, 0)) == bundle_of((3, 5))


def test_it_is_told_once_and_only_where_a_chart_was_rendered(
    tree: Tree, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, "helm-of-today", "v3.17.0")
    monkeypatch.setenv("GITOPS_LINT_HELM", str(tmp_path / "helm-of-today"))
    tree.write({"plain.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"})
    assert run("--output-format", "json", "--argocd-version", "3.4").json["notices"] == []
    for name in ("a", "b"):
        tree.write({f"{name}/Chart.yaml": f"{{apiVersion: v2, name: {name}, version: 1.0.0}}\n"})
    notices = run("--output-format", "json", "--argocd-version", "3.4").json["notices"]
    assert [(item["kind"], item["message"]) for item in notices] == [
        ("other-version", "helm v3.17.0 is in use; Argo CD 3.4 brings v3.19.4")
    ]
