"""What is wrong with an Application that a chart prints names the value that made it so."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import Run
from support import Tree

pytestmark = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")

OWN = "https://git.example/acme/deploy.git"
ROOT = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: root, namespace: argocd}}
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: argocd}}
  source: {{repoURL: "{OWN}", targetRevision: HEAD, path: apps}}
"""
APPLICATIONS = f"""\
{{{{- range .Values.apps }}}}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{{{ .name }}}}
  namespace: argocd
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source:
    repoURL: {OWN}
    targetRevision: HEAD
    path: charts/{{{{ .chart }}}}
    helm:
      valueFiles:
        - /values/{{{{ .name }}}}.yaml
---
{{{{- end }}}}
"""
VALUES = """\
apps:
  - name: shop
    chart: shopp
  - name: store
    chart: shop
"""


def test_the_key_is_named_beside_the_template(tree: Tree, run: Run) -> None:
    tree.write(
        {
            ".gitops-lint.yaml": json.dumps({"version": 1, "repositories": {OWN: "."}}),
            "root.yaml": ROOT,
            "apps/Chart.yaml": "{apiVersion: v2, name: apps, version: 1.0.0}\n",
            "apps/values.yaml": VALUES,
            "apps/templates/applications.yaml": APPLICATIONS,
            "charts/shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
            "charts/shop/templates/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
        }
    )
    made = run("--output-format", "json", "--min-severity", "error").json["findings"]
    told = [
        (
            finding["message"],
            (finding["path"], finding["line"]),
            finding["deployments"][0]["application"],
            [(place["path"], place["line"], place["column"], place["message"]) for place in finding["related"]],
        )
        for finding in made
    ]
    template = "apps/templates/applications.yaml"
    assert told == [
        (
            "app path 'charts/shopp' does not exist",
            (template, 13),
            "argocd/root",
            [("apps/values.yaml", 3, 12, "set by this value")],
        ),
        (
            "values file 'values/store.yaml' does not exist",
            (template, 16),
            "argocd/root",
            [("apps/values.yaml", 4, 11, "set by this value")],
        ),
    ]


def test_what_a_template_says_itself_is_no_matter_of_the_values(tree: Tree, run: Run) -> None:
    """Nobody says with which values the chart is deployed; some of it is the same with all of them."""
    deployment = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: "2"
  minReadySeconds: {{ .Values.ready | quote }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
"""
    tree.write(
        {
            "Chart.yaml": "{apiVersion: v2, name: web, version: 1.0.0}\n",
            "values.yaml": "ready: 5\n",
            "templates/web.yaml": deployment,
        }
    )
    found = run("--output-format", "json", "--select", "field-type-wrong").json["findings"]
    assert [(finding["path"], finding["line"], finding["severity"]) for finding in found] == [
        ("templates/web.yaml", 5, "error")
    ]


def test_a_set_that_a_chart_of_nobody_prints_is_judged(tree: Tree, run: Run) -> None:
    elements = "{{- range .Values.clusters }}\n            - values: {{ .file }}\n{{- end }}\n"
    tree.write(
        {
            "sets/Chart.yaml": "{apiVersion: v2, name: sets, version: 1.0.0}\n",
            "sets/values.yaml": "clusters:\n  - file: values-prod.yaml\n",
            "sets/templates/set.yaml": f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: shop, namespace: argocd}}
spec:
  generators:
    - list:
        elements:
{elements}
  template:
    metadata: {{name: shop}}
    spec:
      project: default
      source: {{repoURL: https://git.example/acme/shop.git, targetRevision: HEAD, path: shop}}
      destination: {{server: https://kubernetes.default.svc, namespace: shop}}
""",
        }
    )
    result = run("check", "--select", "argocd-applicationset-invalid", "--output-format", "concise")
    place, message = result.lines[0].split(" error[argocd-applicationset-invalid]: ")
    assert (place, message) == ("sets/templates/set.yaml:9:15:", "error parsing values map (sets/values.yaml:2)")
