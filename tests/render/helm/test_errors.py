"""What helm refuses is reported at the line that has to change, in helm's words."""

from __future__ import annotations

import json
import shutil

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree

pytestmark = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n"
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
"""


def errors(template: str, helm: str = "", **more: str) -> list[str]:
    """``path:line message`` of each finding of the rule, for a chart that an Application deploys."""
    files = {
        "app.yaml": APPLICATION + helm,
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/values.yaml": "a: 1\n",
        "chart/templates/x.yaml": template,
        **{
            {
                "helpers": "chart/templates/_h.tpl",
                "values": "chart/values.yaml",
                "schema": "chart/values.schema.json",
                "prod": "chart/prod.yaml",
            }[name]: text
            for name, text in more.items()
        },
    }
    config = config_from({"select": ["helm-render-error"], "kubernetes-version": "1.33"})
    found = lint_tree(MemoryTree(files), config).findings
    return [
        f"{item.location.path}:{item.location.span.line} {item.message}"
        for item in found
        if item.rule == "helm-render-error"
    ]


def one(template: str, helm: str = "", **more: str) -> tuple[str, str]:
    """Place and message of the only finding."""
    found = errors(template, helm, **more)
    assert len(found) == 1, found
    place, _, message = found[0].partition(" ")
    return place, message


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("  a: {{ .Values.a \n", 5, "unclosed action"),
        ("  a: {{ nosuch 1 }}\n", 5, 'function "nosuch" not defined'),
        ("  b: x\n  a: {{ .Values.b.c }}\n", 6, "nil pointer evaluating interface {}.c"),
        ('  a: {{ fail "no such thing" }}\n', 5, "no such thing"),
        ('  a: {{ required "b is required" .Values.b }}\n', 5, "b is required"),
        ('  a: {{ include "nope" . }}\n', 5, 'no template "nope"'),
    ],
)
def test_a_template_that_does_not_execute(body: str, line: int, words: str) -> None:
    place, message = one(CONFIG_MAP + body)
    assert place == f"chart/templates/x.yaml:{line}"
    assert words in message


def test_the_innermost_template_is_named() -> None:
    helpers = '{{ define "h" }}\n{{ .Values.b.c }}\n{{ end }}'
    place, _ = one(CONFIG_MAP + '  a: {{ include "h" . }}\n', helpers=helpers)
    assert place == "chart/templates/_h.tpl:2"


@pytest.mark.parametrize(
    ("template", "line"),
    [
        (CONFIG_MAP + "  a: {{ .Values.a }}\n b: 2\n", 6),
        ("{{- if .Values.a }}\n{{- $x := 1 }}\n" + CONFIG_MAP + '  a: "1" 2\n{{- end }}\n', 7),
        (CONFIG_MAP + "  a: {{ .Values.a }}: x\n", 5),
    ],
)
def test_a_template_that_prints_no_yaml(template: str, line: int) -> None:
    place, message = one(template)
    assert place == f"chart/templates/x.yaml:{line}"
    assert message.startswith("YAML parse error on web/templates/x.yaml: error converting YAML to JSON")


def test_a_template_that_prints_no_object() -> None:
    template = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  annotations:\n    b: c\n    a: {b: {{ .Values.a }}}\n"
    )
    place, message = one(template)
    assert place == "chart/templates/x.yaml:7"
    assert "cannot unmarshal object into Go struct field .metadata.annotations of type string" in message


SCHEMA = json.dumps(
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "required": ["z"],
        "additionalProperties": False,
        "properties": {
            "z": {},
            "global": {},
            "a": {"type": "string"},
            "m": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
            "o": {"type": "object", "required": ["q"], "properties": {"p": {"minimum": 3}}},
            "l": {"items": {"type": "string"}},
        },
    }
)


def test_each_value_that_does_not_meet_the_schema_is_named() -> None:
    values = "z: 1\na: 1\no:\n  p: 1\nl: [x,\n    1]\nm: 3\nw: 1\n"
    start = "values don't meet the schema of chart 'web': at"
    assert errors(CONFIG_MAP, values=values, schema=SCHEMA) == [
        f"chart/values.yaml:2 {start} '/a': got number, want string",
        f"chart/values.yaml:3 {start} '/o': missing property 'q'",
        f"chart/values.yaml:4 {start} '/o/p': minimum: got 1, want 3",
        f"chart/values.yaml:6 {start} '/l/1': got number, want string",
        f"chart/values.yaml:7 {start} '/m': 'anyOf' failed",
        f"chart/values.yaml:8 {start} '': additional properties 'w' not allowed",
    ]


def test_the_values_of_the_application_are_named_where_they_are_wrong() -> None:
    helm = "    helm:\n      valueFiles: [prod.yaml]\n      valuesObject:\n        a: 5\n"
    found = errors(CONFIG_MAP, helm, values="z: 1\na: x\n", prod="m: 3\n", schema=SCHEMA)
    assert [line.split()[0] for line in found] == ["app.yaml:14", "chart/prod.yaml:1"]


def test_what_is_missing_altogether_is_missing_in_the_last_file() -> None:
    helm = "    helm:\n      valueFiles: [prod.yaml]\n"
    place, message = one(CONFIG_MAP, helm, values="a: x\n", prod="m: x\n", schema=SCHEMA)
    assert place == "chart/values.yaml:1"
    assert message.endswith("at '': missing property 'z'")


def test_a_values_file_that_is_no_yaml() -> None:
    helm = "    helm:\n      valueFiles: [prod.yaml]\n"
    place, message = one(CONFIG_MAP, helm, prod="b: 1\na: [1\n")
    assert place == "chart/prod.yaml:2"
    assert "did not find expected ',' or ']'" in message
