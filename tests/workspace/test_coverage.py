"""What is not looked at is said, in these words; what nobody deploys is judged as what it is, each thing once."""

from __future__ import annotations

import shutil

import pytest
from conftest import Run
from support import Tree

SETTINGS = "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}}\n"
OWN = "https://git.example/acme/deploy.git"

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: "{{ .Release.Name }}"}
spec:
  containers:
    - {name: app, image: "{{ .Values.image }}"}
"""


needs_helm = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")


def application(source: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {source}
"""


def findings(run: Run, rule: str, *words: str) -> list[tuple[str, int, str, str]]:
    found = run("--output-format", "json", "--select", rule, *words).json["findings"]
    return [(item["path"], item["line"], item["severity"], item["message"]) for item in found]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (f"{{repoURL: '{OWN}', path: app, plugin: {{name: cdk8s}}}}", "plugin sources are not rendered here"),
        (
            "{repoURL: oci://ghcr.io/acme/shop, path: ., targetRevision: 1.2.0}",
            "chart 'oci://ghcr.io/acme/shop' is remote",
        ),
        ("{repoURL: ghcr.io/acme, chart: shop, targetRevision: 1.2.0}", "chart 'shop' is remote"),
        ("{repoURL: 'https://charts.example', chart: shop, targetRevision: 1.2.0}", "chart 'shop' is remote"),
    ],
)
def test_sources_that_are_not_rendered(source: str, reason: str, tree: Tree, run: Run) -> None:
    tree.write({"app.yaml": application(source), "app/settings.yaml": SETTINGS % "a", "app/main.ts": ""})
    assert findings(run, "not-checked") == [
        ("app.yaml", 7, "info", f"Application 'argocd/shop' was not checked: {reason}")
    ]
    assert "covers 0 of 1 Application" in run().out


def test_jsonnet_beside_manifests(tree: Tree, run: Run) -> None:
    tree.write(
        {
            "app.yaml": application(f"{{repoURL: '{OWN}', path: app}}"),
            "app/settings.yaml": SETTINGS % "a",
            "app/main.jsonnet": "local k = import 'k.libsonnet';\n{ a: k.b('c') }\n",
            "app/k.libsonnet": "{ b(x): x }\n",
        }
    )
    assert findings(run, "not-checked,yaml-syntax-error") == [
        (
            "app/main.jsonnet",
            1,
            "info",
            "Application 'argocd/shop' was not checked: 'app/main.jsonnet' is jsonnet, which is not evaluated here",
        )
    ]
    assert "name: a" in run("render", "shop").out


def test_standalone_trees(tree: Tree, run: Run) -> None:
    tree.write(
        {
            "base/kustomization.yaml": "resources: [settings.yaml]\n",
            "base/settings.yaml": SETTINGS % "a",
            "base/forgotten.yaml": SETTINGS % "b",
            "base/patch.yaml": "[{op: remove, path: /data}]\n",
            "component/kustomization.yaml": "kind: Component\nresources: [extra.yaml]\n",
            "component/extra.yaml": SETTINGS % "extra",
            "dev/kustomization.yaml": "namespace: dev\nresources: [../base]\ncomponents: [../component]\n",
            "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\npatches: [{path: patch.yaml}]\n",
            "prod/patch.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: y}}\n",
            "plain/more.yaml": SETTINGS % "plain",
        }
    )
    assert findings(run, "kustomize-file-unreferenced") == [
        (
            "base/forgotten.yaml",
            1,
            "info",
            "nothing uses this file: 'kustomization.yaml' beside it does not name it",
        )
    ]
    objects = run("--output-format", "json").json["summary"]["resources"]
    assert objects == len(("dev/a", "dev/extra", "prod/a", "plain"))


def test_files_of_a_kustomization_that_leads_to_what_is_remote(tree: Tree, run: Run) -> None:
    tree.write(
        {
            "argocd/kustomization.yaml": "resources: ['https://git.example/install.yaml']\npatches: [{path: a.yaml}]\n",
            "argocd/a.yaml": SETTINGS % "a",
            "argocd/forgotten.yaml": SETTINGS % "b",
        }
    )
    assert [path for path, *_ in findings(run, "kustomize-file-unreferenced")] == ["argocd/forgotten.yaml"]


def test_files_beside_a_kustomization_that_names_them_wrongly(tree: Tree, run: Run) -> None:
    """They are not forgotten: what has to be mended is the kustomization."""
    tree.write(
        {
            "typed/kustomization.yaml": "resources: [settings.yaml]\npatches: [./patch.yaml, other.yaml]\n",
            "typed/settings.yaml": SETTINGS % "a",
            "typed/patch.yaml": SETTINGS % "a",
            "typed/other.yaml": SETTINGS % "a",
            "typed/forgotten.yaml": SETTINGS % "b",
            "spelt/kustomization.yaml": "resource: [settings.yaml]\n",
            "spelt/settings.yaml": SETTINGS % "c",
            "broken/kustomization.yaml": "resources: [\n",
            "broken/settings.yaml": SETTINGS % "d",
        }
    )
    assert [path for path, *_ in findings(run, "kustomize-file-unreferenced")] == ["typed/forgotten.yaml"]
    assert [line for _, line, *_ in findings(run, "kustomization-field-type")] == [2, 2]
    assert findings(run, "kustomization-duplicate-reference") == []
    notices = run("--output-format", "json").json["notices"]
    assert ("broken/settings.yaml", "not judged: kustomization 'broken' could not be rendered") in [
        (item["path"], item["message"]) for item in notices
    ]


def test_a_kustomization_that_does_not_parse(tree: Tree, run: Run) -> None:
    """One finding at the line, and one for each that builds on it; none at a folder."""
    tree.write(
        {
            "base/kustomization.yaml": "resources: []\nnamespace: a: b\n",
            "prod/kustomization.yaml": "resources:\n  - ../base\n",
            "both/kustomization.yaml": "resources: []\n",
            "both/kustomization.yml": "resources: []\n",
        }
    )
    assert findings(run, "yaml-syntax-error,kustomization-ambiguous,kustomization-malformed-yaml") == [
        ("base/kustomization.yaml", 2, "error", "mapping values are not allowed in this context"),
        ("both/kustomization.yaml", 1, "error", "Found multiple kustomization files under: both"),
        (
            "prod/kustomization.yaml",
            2,
            "error",
            "MalformedYAMLError in 'base/kustomization.yaml': mapping values are not allowed in this context",
        ),
    ]


@needs_helm
def test_each_file_is_accounted_for(tree: Tree, run: Run) -> None:
    chart = "apiVersion: v2\nname: %s\nversion: 1.0.0\n"
    tree.write(
        {
            "plain.yaml": SETTINGS % "plain",
            "broken.yaml": "a: [\n",
            "notes.json": "{}",
            "good/Chart.yaml": chart % "good",
            "good/templates/settings.yaml": SETTINGS % "{{ .Release.Name }}",
            "good/templates/nothing.yaml": "{{ if .Values.more }}\n" + SETTINGS % "more" + "{{ end }}",
            "good/read/settings.yaml": SETTINGS % "of the chart",
            "bad/Chart.yaml": chart % "bad",
            "bad/templates/settings.yaml": SETTINGS % "{{ required `a name` .Values.name }}",
            "built/kustomization.yaml": "resources: [settings.yaml]\npatches: [{path: patch.yaml}]\n",
            "built/settings.yaml": SETTINGS % "a",
            "built/patch.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: y}}\n",
            "built/forgotten.yaml": SETTINGS % "b",
            "failed/kustomization.yaml": "resources: [settings.yaml, absent.yaml]\n",
            "failed/settings.yaml": SETTINGS % "c",
            "library/Chart.yaml": chart % "library" + "type: library\n",
            "library/templates/settings.yaml": SETTINGS % "d",
        }
    )
    notices = run("--output-format", "json").json["notices"]
    assert [(item["path"], item["message"]) for item in notices if item["kind"] == "not-judged"] == [
        ("bad/templates/settings.yaml", "not judged: chart 'bad' could not be rendered"),
        ("failed/settings.yaml", "not judged: kustomization 'failed' could not be rendered"),
        ("library/templates/settings.yaml", "not judged: nothing that is rendered uses it"),
    ]
    assert [path for path, *_ in findings(run, "kustomize-file-unreferenced")] == ["built/forgotten.yaml"]
    # Without manifests: the configuration, notes.json, three Chart.yaml, two kustomization.yaml.
    assert "in 18 files · 7 files without manifests · 4 files not judged · " in run().out


@needs_helm
@pytest.mark.parametrize("folder", ["", "My_Chart/"])
def test_a_chart_whose_folder_cannot_name_a_release(folder: str, tree: Tree, run: Run) -> None:
    """One at the root of its repository, and one whose name helm would not take."""
    tree.write(
        {
            f"{folder}Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            f"{folder}templates/settings.yaml": SETTINGS % "'{{ .Release.Name }}'",
            f"{folder}templates/pod.yaml": POD,
            f"{folder}values.yaml": "image: registry.example/shop\n",
        }
    )
    report = run("--output-format", "json", "--select", "not-checked,image-tag-latest").json
    assert [(item["path"], item["line"]) for item in report["findings"]] == [(f"{folder}templates/pod.yaml", 6)]
    assert [item["path"] for item in report["findings"][0]["related"]] == [f"{folder}values.yaml"]
    assert (report["summary"]["files"], report["summary"]["resources"]) == (5, 2)


def test_files_of_a_chart_are_accounted_for_without_helm(tree: Tree, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("GITOPS_LINT_HELM", raising=False)
    tree.write(
        {"Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "templates/settings.yaml": SETTINGS % "shop"}
    )
    assert "in 3 files · 2 files without manifests · 1 file not judged · " in run().out


@pytest.mark.parametrize("key", ["chart", "kustomization", "folder"])
def test_a_deployable_of_the_configuration_that_is_not_there(key: str, tree: Tree, run: Run) -> None:
    tree.write({".gitops-lint.yaml": f"version: 1\ndeployables:\n  - {{{key}: shpo}}\n"})
    message = f"{key} 'shpo' was not checked: there is no such folder"
    assert findings(run, "not-checked") == [(".gitops-lint.yaml", 2, "error", message)]
