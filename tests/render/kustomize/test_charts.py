"""``helmCharts`` becomes what kustomize would ask helm for."""

# ruff: noqa: E501 - small files written on one line

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from render.kustomize.building import BINARY, loader, same

from gitops_lint.model.origin import Cause, Written
from gitops_lint.render.kustomize.build import build
from gitops_lint.render.kustomize.charts import chart_inflater, merged_values
from gitops_lint.render.kustomize.result import BuildOptions, BuildResult
from gitops_lint.render.request import Refusal, Rendered, RenderRequest, RenderResult
from gitops_lint.source.tree import MemoryTree

HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")
CHART = {
    "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n",
    "charts/x/values.yaml": "a: chart\nlist: [1, 2]\ndeep: {one: chart, two: chart}\n",
    "charts/x/templates/c.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\n"
        "data:\n  values: {{ .Values | toJson | quote }}\n"
    ),
    "more.yaml": "deep: {two: more}\n",
    "own.yaml": "a: own\nlist: [9]\n",
}


def _rendered(
    files: Mapping[str, str], requests: list[RenderRequest], result: RenderResult | None = None
) -> BuildResult:
    def render(request: RenderRequest) -> RenderResult:
        requests.append(request)
        value = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
        return result or RenderResult((Rendered(value, Written(Cause("template", "charts/x/templates/c.yaml"))),))

    tree = MemoryTree(files)
    inflate = chart_inflater(tree, loader(tree), render)
    return build(tree, ".", loader(tree), BuildOptions(enable_helm=True, inflate=inflate))


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ("", {"a": "chart", "list": [1, 2], "deep": {"one": "chart", "two": "chart"}}),
        ("valuesFile: own.yaml", {"a": "own", "list": [9]}),
        ("valuesInline: {a: inline, deep: {one: null}}", {"a": "inline", "list": [1, 2], "deep": {"two": "chart"}}),
        ("valuesInline: {a: inline, b: new}, valuesMerge: merge",
         {"a": "chart", "b": "new", "list": [1, 2], "deep": {"one": "chart", "two": "chart"}}),
        ("valuesInline: {a: inline}, valuesMerge: replace", {"a": "inline"}),
        ("valuesInline: {deep: {two: inline}}, additionalValuesFiles: [more.yaml]",
         {"a": "chart", "list": [1, 2], "deep": {"one": "chart", "two": "more"}}),
    ],
)  # fmt: skip
def test_values(entry: str, values: dict[str, Any]) -> None:
    requests: list[RenderRequest] = []
    text = f"namespace: shop\nhelmCharts:\n- {{name: x, releaseName: r, includeCRDs: true, {entry}}}\n"
    assert _rendered({**CHART, "kustomization.yaml": text}, requests).complete
    (request,) = requests
    assert (request.path, request.namespace, request.helm.release, request.helm.skip_crds) == (
        "charts/x",
        "shop",
        "r",
        False,
    )
    assert json.loads(request.helm.values) == values


@pytest.mark.parametrize(
    ("entry", "unsupported", "message"),
    [
        ("name: x", "chart 'x' without releaseName, which helm would make up", None),
        ("name: x, releaseName: r, skipHooks: true", "'skipHooks' of chart 'x'", None),
        ("name: other, releaseName: r", None, "no repo specified for pull, no chart found at 'charts/other'"),
        ("name: x, releaseName: r, valuesFile: gone.yaml", None, "'gone.yaml': no such file or directory"),
        ("name: x, releaseName: r, valuesMerge: odd", None, "valuesMerge must be one of [merge override replace]"),
    ],
)
def test_what_cannot_be_asked(entry: str, unsupported: str | None, message: str | None) -> None:
    result = _rendered({**CHART, "kustomization.yaml": f"helmCharts:\n- {{{entry}}}\n"}, [])
    assert result.unsupported == unsupported
    assert [one.message for one in result.problems] == ([message] if message else [])


def test_a_chart_that_cannot_be_rendered_is_not_supported() -> None:
    files = {**CHART, "kustomization.yaml": "helmCharts:\n- {name: x, releaseName: r}\n"}
    result = _rendered(files, [], RenderResult(refusals=(Refusal("helm is missing", "warning"),)))
    assert result.unsupported == "helm is missing"


def test_merging_values() -> None:
    assert merged_values({"a": 1, "b": {"c": 1, "d": 2}}, {"b": {"c": None, "e": 3}}) == {"a": 1, "b": {"d": 2, "e": 3}}


@pytest.mark.oracle
@pytest.mark.skipif(BINARY is None or HELM is None, reason="no kustomize or helm binary")
@pytest.mark.parametrize(
    "entry",
    ["", "valuesFile: own.yaml", "valuesInline: {a: null, list: [], deep: {one: x}}", "valuesInline: {a: b}, valuesMerge: merge",
     "valuesInline: {a: b}, valuesMerge: replace", "additionalValuesFiles: [more.yaml], valuesInline: {deep: {two: z}}"],
)  # fmt: skip
def test_the_values_equal_kustomizes_own(entry: str, tmp_path: Path) -> None:
    files = {**CHART, "kustomization.yaml": f"namespace: shop\nhelmCharts:\n- {{name: x, releaseName: r, {entry}}}\n"}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    command = [str(BINARY), "build", "--enable-helm", "--helm-command", str(HELM), str(tmp_path)]
    environment = {"HOME": str(tmp_path / "home"), "PATH": os.defpath}
    theirs = yaml.safe_load(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    requests: list[RenderRequest] = []
    _rendered(files, requests)
    (request,) = requests
    given = tmp_path / "given.yaml"
    given.write_text(request.helm.values)
    asked = [
        str(HELM),
        "template",
        "r",
        str(tmp_path / request.path),
        "--namespace",
        request.namespace,
        "-f",
        str(given),
    ]
    ours = yaml.safe_load(subprocess.run(asked, env=environment, check=True, capture_output=True).stdout)
    assert same(json.loads(ours["data"]["values"]), json.loads(theirs["data"]["values"]))
