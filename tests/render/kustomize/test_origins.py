"""Each value knows the line to change: what put it there, then what it overrode."""

# ruff: noqa: E501 - small files written on one line

from __future__ import annotations

import pytest
from render.kustomize.building import named, places, run

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: app
        image: nginx:1
        env:
        - {name: A, value: base}
        - {name: B, value: base}
      - name: side
        image: busybox
"""
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
IMAGE = ("spec", "template", "spec", "containers", 0, "image")


def _replicas_patch(count: int) -> str:
    return (
        "- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n"
        f"    spec: {{replicas: {count}}}\n"
    )


def _tree(*, component: bool = False, overlay: bool = False, replacement: bool = False) -> dict[str, str]:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": BASE,
        "prod/kustomization.yaml": "resources: [../base]\n",
    }
    if component:
        files["scale/kustomization.yaml"] = COMPONENT + "patches:\n" + _replicas_patch(2)
        files["prod/kustomization.yaml"] += "components: [../scale]\n"
    if overlay:
        files["prod/kustomization.yaml"] += "patches:\n" + _replicas_patch(3)
    if replacement:
        files["prod/size.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: size}\ndata: {count: '4'}\n"
        files["prod/kustomization.yaml"] = files["prod/kustomization.yaml"].replace(
            "resources: [../base]\n",
            "resources: [../base, size.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: size, fieldPath: data.count}\n"
            "  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.replicas]\n",
        )
    return files


IN_BASE = ("written", "base/web.yaml", ("spec", "replicas"))
IN_COMPONENT = ("patch", "scale/kustomization.yaml", ("patches", 0, "patch", "spec", "replicas"))
IN_OVERLAY = ("patch", "prod/kustomization.yaml", ("patches", 0, "patch", "spec", "replicas"))
IN_REPLACEMENT = (
    "replacement", "prod/kustomization.yaml", ("replacements", 0, "targets", 0, "fieldPaths", 0),
)  # fmt: skip
IN_SOURCE = ("written", "prod/size.yaml", ("data", "count"))


def _trace(**parts: bool) -> tuple[int, list[tuple[str, str, tuple[str | int, ...]]]]:
    found = named(run(_tree(**parts), "prod"), "web")
    return found.value["spec"]["replicas"], places(found.origin.trace(("spec", "replicas")))


def test_a_value_points_at_each_place_in_turn_as_the_tree_varies() -> None:
    assert _trace() == (1, [IN_BASE])
    assert _trace(component=True) == (2, [IN_COMPONENT, IN_BASE])
    assert _trace(component=True, overlay=True) == (3, [IN_OVERLAY, IN_COMPONENT, IN_BASE])
    assert _trace(component=True, overlay=True, replacement=True) == (
        4,
        [IN_REPLACEMENT, IN_SOURCE, IN_OVERLAY, IN_COMPONENT, IN_BASE],
    )


def test_what_nobody_changed_stays_where_it_was_written() -> None:
    found = named(run(_tree(component=True, overlay=True), "prod"), "web")
    assert places(found.origin.trace(IMAGE)) == [("written", "base/web.yaml", IMAGE)]
    assert places([found.origin.first]) == [("written", "base/web.yaml", ())]


def test_the_chain_names_the_kustomizations_nearest_first() -> None:
    found = named(run(_tree(), "prod"), "web")
    assert places(found.origin.chain) == [
        ("kustomization", "base/kustomization.yaml", ("resources", 0)),
        ("kustomization", "prod/kustomization.yaml", ("resources", 0)),
    ]


def test_a_component_is_in_the_chain_of_what_it_adds() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\ncomponents: [part]\n",
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "part/kustomization.yaml": COMPONENT + "resources: [b.yaml]\n",
        "part/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
    }
    result = run(files)
    assert places(named(result, "a").origin.chain) == [("kustomization", "kustomization.yaml", ("resources", 0))]
    assert places(named(result, "b").origin.chain) == [
        ("kustomization", "part/kustomization.yaml", ("resources", 0)),
        ("kustomization", "kustomization.yaml", ("components", 0)),
    ]


def test_list_items_keep_their_origin_when_a_patch_moves_them() -> None:
    files = _tree()
    files["prod/kustomization.yaml"] += "patches:\n- path: patch.yaml\n"
    files["prod/patch.yaml"] = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n"
        "      containers:\n      - {name: new, image: new:1}\n      - name: side\n        image: busybox:2\n"
    )
    found = named(run(files, "prod"), "web")
    pod = ("spec", "template", "spec", "containers")
    assert [one["name"] for one in found.value["spec"]["template"]["spec"]["containers"]] == ["new", "side", "app"]
    assert places(found.origin.trace((*pod, 0, "image"))) == [("patch", "prod/patch.yaml", (*pod, 0, "image"))]
    assert places(found.origin.trace((*pod, 1, "image"))) == [
        ("patch", "prod/patch.yaml", (*pod, 1, "image")),
        ("written", "base/web.yaml", (*pod, 1, "image")),
    ]
    assert places(found.origin.trace((*pod, 1, "name"))) == [
        ("patch", "prod/patch.yaml", (*pod, 1, "name")),
        ("written", "base/web.yaml", (*pod, 1, "name")),
    ]
    assert places(found.origin.trace((*pod, 2, "env", 1, "value"))) == [
        ("written", "base/web.yaml", (*pod, 0, "env", 1, "value"))
    ]


def test_whoever_looks_for_a_deleted_field_finds_the_patch() -> None:
    files = _tree()
    files["prod/kustomization.yaml"] += "patches:\n- path: patch.yaml\n"
    files["prod/patch.yaml"] = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: null}\n"
    found = named(run(files, "prod"), "web")
    assert "replicas" not in found.value["spec"]
    assert places(found.origin.trace(("spec", "replicas"))) == [
        ("patch", "prod/patch.yaml", ("spec", "replicas")),
        IN_BASE,
    ]


def test_json_patches_point_at_their_operation() -> None:
    files = _tree()
    files["prod/kustomization.yaml"] += "patches:\n- path: ops.yaml\n  target: {kind: Deployment}\n"
    files["prod/ops.yaml"] = (
        "- {op: replace, path: /spec/replicas, value: 5}\n"
        "- {op: add, path: /spec/template/spec/containers/0/env/0, value: {name: Z, value: z}}\n"
        "- {op: remove, path: /spec/template/spec/containers/1}\n"
    )
    found = named(run(files, "prod"), "web")
    env = ("spec", "template", "spec", "containers", 0, "env")
    assert places(found.origin.trace(("spec", "replicas"))) == [("patch", "prod/ops.yaml", (0, "value")), IN_BASE]
    assert places(found.origin.trace((*env, 0, "value"))) == [("patch", "prod/ops.yaml", (1, "value", "value"))]
    assert places(found.origin.trace((*env, 1, "value"))) == [("written", "base/web.yaml", (*env, 0, "value"))]


def test_transformers_point_at_their_entry() -> None:
    files = _tree()
    files["prod/kustomization.yaml"] += (
        "namespace: shop\nnamePrefix: p-\nimages:\n- {name: nginx, newTag: '2'}\nreplicas:\n- {name: web, count: 9}\n"
        "labels:\n- pairs: {team: red}\ncommonAnnotations: {note: x}\n"
    )
    found = named(run(files, "prod"), "p-web").origin
    path = "prod/kustomization.yaml"
    assert places(found.trace(("metadata", "namespace"))) == [("namespace", path, ("namespace",))]
    assert places(found.trace(("metadata", "name")))[0] == ("namePrefix", path, ("namePrefix",))
    assert places(found.trace(IMAGE)) == [
        ("images", path, ("images", 0, "newTag")),
        ("written", "base/web.yaml", IMAGE),
    ]
    assert places(found.trace(("spec", "replicas")))[0] == ("replicas", path, ("replicas", 0, "count"))
    assert places(found.trace(("metadata", "labels", "team"))) == [("labels", path, ("labels", 0, "pairs", "team"))]
    assert places(found.trace(("metadata", "annotations", "note"))) == [
        ("commonAnnotations", path, ("commonAnnotations", "note"))
    ]


def test_generated_values_point_at_literal_file_and_line() -> None:
    files = {
        "kustomization.yaml": (
            "configMapGenerator:\n- name: c\n  literals: [a=1]\n  files: [conf.ini]\n  envs: [some.env]\n"
            "generatorOptions: {disableNameSuffixHash: true}\n"
        ),
        "conf.ini": "x\n",
        "some.env": "# first\nB=2\n",
    }
    origin = named(run(files), "c").origin
    assert places(origin.trace(("data", "a"))) == [
        ("generator", "kustomization.yaml", ("configMapGenerator", 0, "literals", 0))
    ]
    assert places(origin.trace(("data", "conf.ini"))) == [("file", "conf.ini", ())]
    (env,) = origin.trace(("data", "B"))
    assert (env.how, env.path, env.span and env.span.line) == ("env", "some.env", 2)


def test_a_merged_generator_value_names_both() -> None:
    files = {
        "base/kustomization.yaml": "configMapGenerator:\n- name: c\n  literals: [a=1, b=1]\n",
        "kustomization.yaml": "resources: [base]\nconfigMapGenerator:\n- name: c\n  behavior: merge\n  literals: [a=2]\n",
    }
    (resource,) = run(files).resources
    own = ("generator", "kustomization.yaml", ("configMapGenerator", 0, "literals", 0))
    inherited = ("generator", "base/kustomization.yaml", ("configMapGenerator", 0, "literals", 0))
    assert resource.value["data"] == {"a": "2", "b": "1"}
    assert places(resource.origin.trace(("data", "a"))) == [own, inherited]
    assert places(resource.origin.trace(("data", "b"))) == [
        ("generator", "base/kustomization.yaml", ("configMapGenerator", 0, "literals", 1))
    ]


def test_a_reference_follows_its_object_and_says_so() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\nnameSuffix: -x\n",
        "a.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
            "spec: {containers: [{name: a, envFrom: [{configMapRef: {name: c}}]}]}\n"
        ),
    }
    found = named(run(files), "p-x")
    pointer = ("spec", "containers", 0, "envFrom", 0, "configMapRef", "name")
    assert found.value["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"] == "c-x"
    assert places(found.origin.trace(pointer)) == [
        ("reference", "kustomization.yaml", ("nameSuffix",)),
        ("written", "a.yaml", ("metadata", "name")),
        ("written", "a.yaml", pointer),
    ]


def test_objects_of_a_list_point_into_it() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n",
    }
    assert places([named(run(files), "a").origin.first]) == [("written", "a.yaml", ("items", 0))]


def test_shared_bases_are_not_changed_by_their_users() -> None:
    files = _tree(overlay=True)
    files["dev/kustomization.yaml"] = "resources: [../base]\n"
    files["kustomization.yaml"] = "resources: [prod]\n"
    memo: dict[object, object] = {}
    assert named(run(files, "prod", memo=memo), "web").value["spec"]["replicas"] == 3
    again = named(run(files, "dev", memo=memo), "web")
    assert again.value["spec"]["replicas"] == 1
    assert places(again.origin.trace(("spec", "replicas"))) == [IN_BASE]
    assert [cause.path for cause in again.origin.chain] == ["base/kustomization.yaml", "dev/kustomization.yaml"]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("{name: nginx, newName: other}", "newName"),
        ("{name: nginx, newName: other, newTag: '2'}", "newTag"),
        ("{name: nginx, newName: other, digest: 'sha256:abc'}", "digest"),
        ("{name: nginx, newTag: '', tagSuffix: -slim}", "tagSuffix"),
    ],
)
def test_an_image_comes_from_the_line_that_somebody_would_change(entry: str, key: str) -> None:
    files = _tree()
    files["prod/kustomization.yaml"] += f"images: [{entry}]\n"
    found = named(run(files, "prod"), "web").origin
    assert places(found.trace(IMAGE))[0] == ("images", "prod/kustomization.yaml", ("images", 0, key))
