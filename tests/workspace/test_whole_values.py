"""A Go template that writes a mapping, a list or nothing where a text is meant is told once, where it is written."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import Run
from support import Tree

OWN = "https://git.example/acme/deploy.git"
Found = tuple[int, list[tuple[str, int, int, str, str]]]
Report = Callable[[str], Found]
RULE = "argocd-template-parameter-unknown"


def template_set(name: str = "{{.path.basename}}", path: str = "{{.path.path}}", more: str = "") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: shops, namespace: argocd}}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators: [{{git: {{repoURL: "{OWN}", revision: HEAD, directories: [{{path: "shops/*"}}]}}}}]
  template:
    metadata:
      name: '{name}'
      annotations: {{note: '{more}'}}
    spec:
      project: shop
      destination: {{server: https://kubernetes.default.svc, namespace: shop}}
      source:
        repoURL: {OWN}
        targetRevision: HEAD
        path: '{path}'
"""


PROJECT = """\
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ["https://git.example/acme/*"]
  destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
"""


@pytest.fixture
def report(tree: Tree, run: Run) -> Report:
    """What a run says of the set: each finding, and how many Applications there are."""

    def reported(text: str) -> Found:
        tree.write(
            {
                ".gitops-lint.yaml": json.dumps({"version": 1, "repositories": {OWN: "."}}),
                "set.yaml": text,
                "project.yaml": PROJECT,
                "shops/a/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n",
                "shops/b/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n",
            }
        )
        made = run("--output-format", "json", "--min-severity", "warning").json
        found = [(i["rule"], i["line"], i["column"], i["severity"], i["message"]) for i in made["findings"]]
        return made["summary"]["applications"], found

    return reported


def test_nothing_is_said_of_what_is_a_text(report: Report) -> None:
    assert report(template_set(more="{{index .path.segments 0}} {{.path | toJson}}")) == (2, [])


@pytest.mark.parametrize(
    ("wrong", "line", "message"),
    [
        ({"path": "{{.path}}"}, 18, "'.path' is a mapping, did you mean '.path.path'?"),
        ({"path": "{{- .path -}}/base"}, 18, "'.path' is a mapping, did you mean '.path.path'?"),
        ({"name": "shop-{{ .path.segments }}"}, 10, "'.path.segments' is a list"),
    ],
)
def test_one_finding_and_nothing_that_follows_from_it(
    wrong: dict[str, str], line: int, message: str, report: Report
) -> None:
    """No Application comes of it whose name or path is wrong, nor is a folder said to be deployed by none."""
    column = 15 if line == 18 else 13
    assert report(template_set(**wrong)) == (0, [(RULE, line, column, "error", message)])


def test_where_it_only_looks_bad(report: Report) -> None:
    message = "'.path' is a mapping, did you mean '.path.path'?"
    assert report(template_set(more="{{.path}}")) == (2, [(RULE, 11, 27, "warning", message)])


def lenient(**places: str) -> str:
    """The set without an option that makes Argo CD refuse what is missing."""
    return template_set(**places).replace("  goTemplateOptions: [missingkey=error]\n", "")


def test_a_field_that_is_not_there(report: Report) -> None:
    missing_key = ("argocd-applicationset-missing-key", 5, 15, "warning")
    message = "no generator supplies '.path.basname', did you mean '.path.basename'?"
    count, found = report(lenient(name="shop-{{.path.basname}}"))
    assert (count, found[1:]) == (0, [(RULE, 9, 13, "error", message)])
    assert found[0][:4] == missing_key
    count, found = report(lenient(more="{{.path.owner}}"))
    assert (count, found[1:]) == (2, [(RULE, 10, 27, "warning", "no generator supplies '.path.owner'")])


@pytest.mark.parametrize(
    "meant",
    ["{{if .path.owner}}{{.path.owner}}{{end}}", '{{.path.owner | default "me"}}', "{{with .path}}{{.owner}}{{end}}"],
)
def test_a_field_that_may_be_missing(meant: str, report: Report) -> None:
    count, found = report(lenient(more=meant))
    assert (count, [rule for rule, *_ in found]) == (2, ["argocd-applicationset-missing-key"])


def patched(patch: str) -> str:
    return template_set() + "  templatePatch: |\n" + "".join(f"    {line}\n" for line in patch.splitlines())


PATH = "'.path' is a mapping, did you mean '.path.path'?"


@pytest.mark.parametrize(
    ("patch", "count", "severity"),
    [
        ("spec:\n  source:\n    path: '{{.path}}'", 0, "error"),
        ("metadata:\n  annotations:\n    note: '{{.path}}'", 2, "warning"),
        ("metadata:\n  annotations:\n    note: '{{if eq .path.basename \"c\"}}{{.path}}{{end}}'", 2, ""),
        ("metadata:\n  annotations:\n    note: '{{.path | toJson}}'", 2, ""),
    ],
)
def test_what_a_patch_writes(patch: str, count: int, severity: str, report: Report) -> None:
    """Only what an Application gets counts: a patch is full of conditions."""
    assert report(patched(patch)) == (count, [(RULE, 19, 18, severity, PATH)] if severity else [])


def crossed(child: str, path: str = "{{.path.path}}", note: str = "") -> str:
    git = f'{{git: {{repoURL: "{OWN}", revision: HEAD, directories: [{{path: "shops/*"}}]}}}}'
    return template_set(path=path, more=note).replace(
        f"  generators: [{git}]\n",
        f"  generators:\n    - matrix:\n        generators:\n          - {git}\n          - {child}\n",
    )


@pytest.mark.parametrize(
    ("text", "column", "count", "severity"),
    [
        (crossed("list: {elements: [{where: '{{.path}}'}]}", path="{{.where}}"), 39, 0, "error"),
        (crossed("list: {elements: [{where: '{{.path}}'}]}", note="{{.where}}"), 39, 2, "warning"),
        (
            crossed(f'git: {{repoURL: "{OWN}", revision: HEAD, files: [{{path: "{{{{.path}}}}/*.yaml"}}]}}'),
            98,
            0,
            "error",
        ),
        (crossed("list: {elements: [{where: '{{.path.path}}'}]}", path="{{.where}}"), 0, 2, ""),
    ],
    ids=["a path", "an annotation", "no file is called so", "a text"],
)
def test_what_a_generator_gets_of_the_one_before(
    text: str, column: int, count: int, severity: str, report: Report
) -> None:
    assert report(text) == (count, [(RULE, 11, column, severity, PATH)] if severity else [])
