"""What kustomize refuses is a problem with a place; all of them are found, not only the first."""

# ruff: noqa: E501 - a table of inputs and messages reads best with one per line

from __future__ import annotations

import pytest
from render.kustomize.building import run

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def _problems(files: dict[str, str], folder: str = ".") -> list[tuple[str, str, tuple[str | int, ...], str]]:
    return [(one.rule, one.path, one.pointer, one.message) for one in run(files, folder).problems]


def test_every_missing_reference_is_reported() -> None:
    files = {
        "kustomization.yaml": (
            "resources: [none.yaml, a.yaml]\ncomponents: [gone]\nconfigMapGenerator:\n- {name: c, files: [no.txt]}\n"
        ),
        "a.yaml": CONFIG,
    }
    assert _problems(files) == [
        ("kustomization-missing-reference", "kustomization.yaml", ("resources", 0), "'none.yaml' does not exist"),
        (
            "kustomization-missing-reference", "kustomization.yaml", ("configMapGenerator", 0, "files", 0),
            "'no.txt': no such file or directory",
        ),
        ("kustomization-missing-reference", "kustomization.yaml", ("components", 0), "'gone' does not exist"),
    ]  # fmt: skip
    assert run(files).resources == ()


def test_unknown_and_deprecated_fields() -> None:
    files = {
        "kustomization.yaml": "resource: [a.yaml]\nresources: [a.yaml]\npatches:\n- {paths: x}\ncommonLabels: {a: b}\n",
        "a.yaml": CONFIG,
    }
    result = run(files)
    assert [(one.rule, one.pointer, one.message, one.fatal, one.on_key) for one in result.problems] == [
        ("kustomization-unknown-field", ("resource",), "unknown field 'resource', did you mean 'resources'?", True, True),
        ("kustomization-unknown-field", ("patches", 0, "paths"), "unknown field 'paths', did you mean 'path'?", True, True),
        (
            "kustomization-deprecated-field", ("commonLabels",), "'commonLabels' is deprecated, use 'labels' instead",
            False, True,
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("", "kustomization-empty", "kustomization.yaml is empty"),
        ("kind: Deployment\nresources: [a.yaml]\n", "kustomization-kind", "kind should be Kustomization or Component"),
        ("apiVersion: v1\nresources: [a.yaml]\n", "kustomization-kind",
         "apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1"),
        ("resources: a.yaml\n", "kustomization-field-type", "cannot unmarshal string into field 'resources' of type array"),
        ("commonAnnotations: {a: 1}\nresources: [a.yaml]\n", "kustomization-field-type",
         "cannot unmarshal number into field 'commonAnnotations.a' of type string"),
        ("resources: [a.yaml, a.yaml]\n", "kustomization-id-collision",
         "may not add resource with an already registered id: ConfigMap 'a'"),
        ("resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: b}\n",
         "patch-target-not-found", "no matches for ConfigMap 'b'; failed to find unique target for patch"),
        ("resources: [a.yaml]\nreplicas:\n- {name: a, count: 1}\n", "replicas-target-not-found",
         "resource with name a does not match a config with kinds that have replicas"),
        ("resources: [a.yaml]\nreplacements:\n- source: {kind: Secret, name: s}\n  targets:\n  - select: {kind: ConfigMap}\n",
         "replacement-source-not-found", "nothing selected by 'Secret s'"),
        ("resources: [a.yaml]\nreplacements:\n- source: {name: a}\n  targets:\n  - select: {name: a}\n    fieldPaths: [data.x]\n",
         "replacement-target-not-found", "unable to find field \"data.x\" in replacement target ConfigMap 'a'"),
        ("helmCharts:\n- {name: x}\n", "kustomization-helm-disabled", "must specify --enable-helm"),
        ("configMapGenerator:\n- {name: a, behavior: merge, literals: [a=b]}\n", "kustomization-generator",
         "ConfigMap 'a' does not exist; cannot merge or replace"),
        ("configMapGenerator:\n- {name: a, literals: [ab]}\n", "kustomization-generator",
         "invalid literal source ab, expected key=value"),
        ("resources: [list.yaml]\n", "kustomization-not-a-resource", "missing Resource metadata"),
        ("resources: [nameless.yaml]\n", "kustomization-not-a-resource", "missing metadata.name in object"),
        ("resources: [a.yaml]\npatches:\n- patch: '[{\"op\": \"remove\", \"path\": \"/spec/x\"}]'\n  target: {name: a}\n",
         "kustomization-patch-fails",
         "remove operation does not apply: doc is missing path: \"/spec/x\": missing value (patching ConfigMap 'a')"),
        ("resources: [/etc/passwd]\n", "kustomization-missing-reference", "new root '/etc/passwd' cannot be absolute"),
        ("resources: ['']\n", "kustomization-missing-reference", "new root cannot be empty"),
    ],
)  # fmt: skip
def test_one_refusal(text: str, rule: str, message: str) -> None:
    files = {
        "kustomization.yaml": text,
        "a.yaml": CONFIG,
        "list.yaml": "- 1\n",
        "nameless.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a}\n",
    }
    assert [(one.rule, one.message) for one in run(files).problems if one.fatal] == [(rule, message)]


def test_files_outside_of_the_folder_are_refused_and_folders_are_not() -> None:
    files = {
        "a.yaml": CONFIG,
        "base/kustomization.yaml": "resources: [b.yaml]\n",
        "base/b.yaml": CONFIG,
        "over/kustomization.yaml": "resources: [../a.yaml, ../base]\n",
    }
    assert _problems(files, "over") == [
        (
            "kustomization-load-restriction", "over/kustomization.yaml", ("resources", 0),
            "security; file '../a.yaml' is not in or below 'over'",
        )
    ]  # fmt: skip
    files["over/kustomization.yaml"] = "resources: [../base]\n"
    assert run(files, "over").complete


def test_cycles_end() -> None:
    files = {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"}
    assert _problems(files, "a") == [
        (
            "kustomization-cycle", "b/kustomization.yaml", ("resources", 0),
            "cycle detected: candidate root 'a' contains visited root 'b'",
        )
    ]  # fmt: skip


def test_a_component_is_no_base_and_a_base_no_component() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n"
    files = {
        "kustomization.yaml": "resources: [part]\ncomponents: [base]\n",
        "part/kustomization.yaml": component,
        "part/a.yaml": CONFIG,
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": CONFIG,
    }
    assert [(pointer, message) for _, _, pointer, message in _problems(files)] == [
        (("resources", 0), "expected kind != 'Component' for path 'part'"),
        (("components", 0), "expected kind 'Component' for path 'base' but got 'Kustomization'"),
    ]


def test_a_patch_that_selects_nothing_is_pointed_out_but_builds() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\npatches:\n- patch: '[]'\n  target: {kind: Secret}\n"
        "- patch: '[{op: add, path: /x, value: 1}]'\n  target: {kind: Secret}\n",
        "a.yaml": CONFIG,
    }
    result = run(files)
    assert result.complete
    assert [(one.rule, one.pointer, one.fatal) for one in result.problems][-1] == (
        "patch-target-not-found", ("patches", 1, "target"), False,
    )  # fmt: skip


def test_remote_references_are_told_and_nothing_is_built() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml, 'https://example.com/x.yaml', 'github.com/acme/app//base?ref=v1']\n",
        "a.yaml": CONFIG,
    }
    result = run(files)
    assert [(one.url, one.pointer) for one in result.remote] == [
        ("https://example.com/x.yaml", ("resources", 1)),
        ("github.com/acme/app//base?ref=v1", ("resources", 2)),
    ]
    assert (result.complete, result.resources, result.problems) == (False, (), ())


@pytest.mark.parametrize("junk", ["null", "1", "[]", "[1, [2]]", "{a: {b: [c]}}", "x", "true", "{1: 2}"])
def test_no_shape_of_a_field_raises(junk: str) -> None:
    from gitops_lint.render.kustomize.kustomization import FIELDS

    for name in FIELDS:
        files = {"kustomization.yaml": f"resources: [a.yaml]\n{name}: {junk}\n", "a.yaml": CONFIG, "x": "x"}
        run(files)
        files["kustomization.yaml"] = f"resources: [a.yaml]\n{name}: [{junk}]\n"
        run(files)


@pytest.mark.parametrize("junk", ["null", "1", "[]", "[1, [2]]", "{a: {b: [c]}}", "x", "true", "{1: 2}"])
def test_no_shape_of_an_object_raises(junk: str) -> None:
    kustomization = (
        "resources: [a.yaml]\nnamespace: n\nnamePrefix: p-\ncommonLabels: {a: b}\ncommonAnnotations: {c: d}\n"
        "images:\n- {name: x, newTag: y}\npatches:\n- patch: |\n    kind: X\n    metadata: {name: x, labels: {a: b}}\n"
        "    spec: {template: {spec: {containers: [{name: c}]}}}\n  target: {name: .*}\n"
        "replacements:\n- source: {name: a}\n  targets:\n  - select: {name: .*}\n    fieldPaths: [spec.a.b]\n"
        "    options: {create: true}\n"
    )
    for kind in ("Deployment", "RoleBinding", "Pod", "ConfigMap", "Service"):
        for field in ("spec", "subjects", "roleRef", "data", "metadata", "spec: {template", "spec: {containers"):
            closing = "}" if "{" in field else ""
            text = f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: a}}\n{field}: {junk}{closing}\n"
            if field == "metadata":
                text = f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: a, labels: {junk}, annotations: {junk}}}\n"
            run({"kustomization.yaml": kustomization, "a.yaml": text})


def test_an_entry_of_images_that_does_nothing_stops_no_build() -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'web:1'}]}\n"
    files = {
        "kustomization.yaml": "resources: [p.yaml]\nimages:\n- {name: web, newTag: '2'}\n- {name: worker, newTag: '2'}\n",
        "p.yaml": pod,
    }
    result = run(files)
    assert [(one.rule, one.pointer, one.message, one.fatal) for one in result.problems] == [
        ("kustomization-image-unmatched", ("images", 1, "name"), "no object has an image 'worker'", False)
    ]
    assert [item.value["spec"]["containers"][0]["image"] for item in result.resources] == ["web:2"]
