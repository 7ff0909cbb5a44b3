"""Findings in rendered charts name the key of the values that is to blame, if it is certain."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.finding import Finding
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree

pytestmark = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")

CHART = "apiVersion: v2\nname: {}\nversion: 1.0.0\n"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: PLACE-IMAGE
      securityContext:
        privileged: PLACE-PRIVILEGED
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: web}
  source:
    repoURL: https://example.org/us.git
    path: chart
    targetRevision: HEAD
    helm:
"""


def pod(image: str = "r.example/web:1.0.0", privileged: str = "false") -> str:
    return POD.replace("PLACE-IMAGE", image).replace("PLACE-PRIVILEGED", privileged)


def chart(template: str, values: str) -> dict[str, str]:
    """Files of our own chart."""
    return {"chart/Chart.yaml": CHART.format("web"), "chart/templates/pod.yaml": template, "chart/values.yaml": values}


def foreign(template: str, inner: str = "", outer: str = "") -> dict[str, str]:
    """Files of a chart of ours that holds one of others."""
    return {
        "chart/Chart.yaml": CHART.format("web"),
        "chart/values.yaml": outer,
        "chart/charts/inner/Chart.yaml": CHART.format("inner"),
        "chart/charts/inner/values.yaml": inner,
        "chart/charts/inner/templates/pod.yaml": template,
    }


def only(files: dict[str, str], rule: str, **settings: Any) -> Finding:
    """The one finding of a rule."""
    config = config_from({"select": [rule], "kubernetes-version": "1.33", **settings})
    found = [item for item in lint_tree(MemoryTree(files), config).findings if item.rule == rule]
    assert len(found) == 1, found
    return found[0]


def place(finding: Finding) -> str:
    return f"{finding.location.path}:{finding.location.span.line}"


def keys(finding: Finding) -> list[str]:
    return [
        f"{item.location.path}:{item.location.span.line}"
        for item in finding.related
        if item.message == "set by this value"
    ]


def test_in_a_chart_of_ours_the_key_is_named_beside_the_template() -> None:
    finding = only(chart(pod(privileged="{{ .Values.open }}"), "name: x\nopen: true\n"), "privileged-container")
    assert place(finding) == "chart/templates/pod.yaml:9"
    assert keys(finding) == ["chart/values.yaml:2"]


def test_in_a_chart_of_others_the_key_is_the_place_to_change() -> None:
    files = foreign(pod(privileged="{{ .Values.open }}"), "open: false\n", "inner:\n  open: true\n")
    finding = only(files, "privileged-container")
    assert place(finding) == "chart/values.yaml:2"
    assert "chart/charts/inner/templates/pod.yaml:9" in [
        f"{item.location.path}:{item.location.span.line}" for item in finding.related
    ]


def test_a_default_of_others_is_named_but_is_not_ours_to_change() -> None:
    finding = only(foreign(pod(privileged="{{ .Values.open }}"), "open: true\n"), "privileged-container")
    assert place(finding) == "chart/charts/inner/templates/pod.yaml:9"
    assert keys(finding) == ["chart/charts/inner/values.yaml:1"]


def test_a_literal_of_the_template_has_no_key() -> None:
    files = foreign(pod(privileged="true"), "open: true\n", "inner: {open: true}\n")
    finding = only(files, "privileged-container")
    assert (place(finding), keys(finding)) == ("chart/charts/inner/templates/pod.yaml:9", [])


def test_the_last_file_that_sets_a_key_is_named() -> None:
    files = chart(pod(privileged="{{ .Values.open }}"), "open: false\n")
    files["chart/values-prod.yaml"] = "open: true\n"
    assert keys(only(files, "privileged-container")) == ["chart/values-prod.yaml:1"]


@pytest.mark.parametrize(
    ("helm", "line"),
    [
        ("      valuesObject:\n        open: true\n", 13),
        ("      values: |\n        a: 1\n        open: true\n", 14),
        ("      parameters:\n        - {name: other, value: x}\n        - name: open\n          value: 'true'\n", 15),
    ],
)
def test_the_application_is_named_where_it_sets_the_value(helm: str, line: int) -> None:
    files = chart(pod(privileged="{{ .Values.open }}"), "open: false\n")
    files["apps/web.yaml"] = APPLICATION + helm
    assert keys(only(files, "privileged-container")) == [f"apps/web.yaml:{line}"]


def test_a_value_is_followed_through_the_application_that_hands_it_on() -> None:
    helm = '      values: |\n        open: {{ index .Values.switches "web" }}\n'
    files = chart(pod(privileged="{{ .Values.open }}"), "open: false\n")
    files |= {
        "root/Chart.yaml": CHART.format("root"),
        "root/values.yaml": "switches:\n  db: false\n  web: true\n",
        "root/templates/web.yaml": APPLICATION + helm,
    }
    assert keys(only(files, "privileged-container")) == ["root/values.yaml:3"]


def test_every_part_of_a_text_is_named() -> None:
    template = pod('"{{ .Values.image.name }}:{{ .Values.image.tag }}"')
    files = chart(template, "image:\n  name: r.example/web\n  tag: latest\n")
    assert keys(only(files, "image-tag-latest")) == ["chart/values.yaml:3", "chart/values.yaml:2"]


def test_a_tag_that_is_a_label_too_is_named_in_a_chart_of_ours() -> None:
    tag = "{{ .Values.tag }}"
    template = pod(f"r.example/web:{tag}").replace("metadata: {", f"metadata: {{labels: {{version: {tag}}}, ")
    assert "version" in template
    assert keys(only(chart(template, "tag: latest\n"), "image-tag-latest")) == ["chart/values.yaml:1"]


def test_a_mapping_that_is_taken_from_the_values_is_named_as_one() -> None:
    template = pod().replace("securityContext:\n        privileged: false", "ports: {{ toJson .Values.ports }}")
    values = "ports:\n  - {containerPort: 80, name: a}\n  - {containerPort: 80, name: b}\n"
    assert keys(only(chart(template, values), "port-duplicate")) == ["chart/values.yaml:3"]


def test_a_key_that_changes_more_than_the_finding_is_about_is_not_named() -> None:
    twice = pod(privileged="{{ .Values.open }}") + "  hostNetwork: {{ .Values.open }}\n"
    finding = only(chart(twice, "open: true\n"), "privileged-container")
    assert keys(finding) == []


def test_a_text_that_is_read_twice_is_not_named() -> None:
    template = pod(privileged="{{ .Values.open }}")
    assert keys(only(chart(template, "all: {open: &yes true}\nopen: *yes\n"), "privileged-container")) == []
    assert keys(only(chart(template, "all: &all {open: true}\n<<: *all\n"), "privileged-container")) == []


def test_what_differs_each_time_does_not_hide_the_key() -> None:
    template = pod('"r.example/web:{{ .Values.tag }}"') + "  hostname: h{{ randAlphaNum 8 | lower }}\n"
    assert keys(only(chart(template, "tag: latest\n"), "image-tag-latest")) == ["chart/values.yaml:1"]


def test_other_keys_with_the_same_text_do_not_confuse() -> None:
    block = '  {{- if eq .Values.mode "latest" }}\n  hostNetwork: false\n  {{- end }}\n'
    template = pod('"r.example/web:{{ .Values.tag }}"') + block
    values = "mode: latest\nalso: latest\ntag: latest\n"
    assert keys(only(chart(template, values), "image-tag-latest")) == ["chart/values.yaml:3"]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("metadata: {name: web, annotations: {eks.amazonaws.com/rolearn: {{ .Values.role }}}}", []),
        ("metadata: {name: web, annotations: {{ toJson .Values.annotations }}}", ["chart/values.yaml:3"]),
    ],
)
def test_a_name_that_is_wrong_is_that_of_the_values_where_it_comes_from_there(template: str, found: list[str]) -> None:
    role = "arn:aws:iam::111122223333:role/web"
    values = f"role: {role}\nannotations:\n  eks.amazonaws.com/rolearn: {role}x\n"
    account = f"apiVersion: v1\nkind: ServiceAccount\n{template}\n"
    assert keys(only(chart(account, values), "irsa-annotation-invalid")) == found
