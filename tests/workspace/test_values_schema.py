"""Schemas of values that are themselves wrong, or not here."""

from __future__ import annotations

import os
import shutil

import pytest
from conftest import Run
from support import Tree

HELMS = {"3.4": os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm"), "3.5": shutil.which("helm4")}


@pytest.fixture(params=HELMS)
def release(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A release of Argo CD whose helm is installed."""
    helm = HELMS[request.param]
    if helm is None:
        pytest.skip(f"the helm of Argo CD {request.param} is not installed")
    monkeypatch.setenv("GITOPS_LINT_HELM", helm)
    return str(request.param)


APPLICATION = """\
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
"""
FILES = {
    "app.yaml": APPLICATION,
    "chart/Chart.yaml": """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies: [{name: redis, alias: cache, version: 1.0.0}]
""",
    "chart/charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 1.0.0}\n",
    "chart/charts/redis/values.schema.json": '{"properties": {"size": {"type": "integer"}}}',
    "chart/values.yaml": "replicas: many\n",
    "chart/values-prod.yaml": "cache: {size: 3}\n",
    "chart/values.schema.json": '{"properties": {"replicas": {"type": "integer"}}}',
}


def findings(run: Run, release: str, rules: str) -> list[str]:
    result = run("--output-format", "json", "--argocd-version", release, "--select", rules)
    return [f"{item['path']}:{item['line']}:{item['column']} {item['message']}" for item in result.json["findings"]]


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ('{\n  "type": "objekt"\n}', "chart/values.schema.json:2:11 type: value must be one of 'array', 'boolean',"),
        ('{"type": ', "chart/values.schema.json:1:1 unexpected EOF"),
    ],
)
def test_a_broken_schema_is_at_its_own_line(schema: str, found: str, release: str, tree: Tree, run: Run) -> None:
    tree.write({**FILES, "chart/values.schema.json": schema})
    (only,) = findings(run, release, "values-schema-invalid,helm-render-error")
    assert only.startswith(found)


def test_a_remote_schema_is_not_fetched_and_no_error(release: str, tree: Tree, run: Run) -> None:
    tree.write({**FILES, "chart/values.schema.json": '{"$ref": "https://example.org/schema.json"}'})
    (only,) = findings(run, release, "not-checked,helm-render-error")
    assert only.endswith("the schema of the values refers to 'https://example.org/schema.json', which is remote")


def test_the_application_may_turn_the_schema_off(release: str, tree: Tree, run: Run) -> None:
    tree.write({**FILES, "app.yaml": APPLICATION + "      skipSchemaValidation: true\n"})
    assert findings(run, release, "helm-render-error,not-checked") == []
