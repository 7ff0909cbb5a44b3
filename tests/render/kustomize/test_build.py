"""What a build yields, feature by feature, without the real binary at hand."""

# ruff: noqa: E501 - small files written on one line

from __future__ import annotations

from typing import Any

import pytest
from render.kustomize.building import built, loader, named, places, run

from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.build import build
from gitops_lint.render.kustomize.result import BuildOptions, EditedKustomization, HelmChartCall, UnsupportedError
from gitops_lint.source.tree import DiskTree, MemoryTree


def _config(name: str, **data: str) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {data}\n"


WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: app, image: 'nginx:1'}
"""


def _patched(patch: str, resource: str = WEB) -> Any:
    return built(
        {"kustomization.yaml": "resources: [a.yaml]\npatches:\n- path: p.yaml\n", "a.yaml": resource, "p.yaml": patch}
    )


def test_bases_come_in_the_order_of_kinds_and_names() -> None:
    files = {
        "kustomization.yaml": "resources: [z, a.yaml]\n",
        "z/kustomization.yaml": "resources: [z.yaml]\n",
        "z/z.yaml": WEB,
        "a.yaml": _config("b") + "---\n" + _config("a"),
    }
    assert [one["metadata"]["name"] for one in built(files)] == ["a", "b", "web"]
    files["kustomization.yaml"] += "sortOptions: {order: fifo}\n"
    assert [one["metadata"]["name"] for one in built(files)] == ["web", "b", "a"]


def test_includes_selectors_only_where_asked() -> None:
    files = {"kustomization.yaml": "resources: [a.yaml]\nlabels:\n- pairs: {app: x}\n", "a.yaml": WEB}
    assert built(files)[0]["spec"] == {"template": {"spec": {"containers": [{"name": "app", "image": "nginx:1"}]}}}
    files["kustomization.yaml"] = "resources: [a.yaml]\nlabels:\n- pairs: {app: x}\n  includeSelectors: true\n"
    spec = built(files)[0]["spec"]
    assert spec["selector"] == {"matchLabels": {"app": "x"}}
    assert spec["template"]["metadata"] == {"labels": {"app": "x"}}


def test_a_namespace_goes_to_namespaced_objects_and_default_accounts() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\nnamespace: shop\n",
        "a.yaml": (
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
            "subjects: [{kind: ServiceAccount, name: default}, {kind: ServiceAccount, name: x, namespace: kept}]\n---\n"
            + _config("c")
        ),
    }
    binding, config = built(files)
    assert binding["metadata"] == {"name": "b"}
    assert [one["namespace"] for one in binding["subjects"]] == ["shop", "kept"]
    assert config["metadata"] == {"name": "c", "namespace": "shop"}


@pytest.mark.parametrize(
    ("image", "entry", "result"),
    [
        ("nginx:1", "{name: nginx, newTag: '2'}", "nginx:2"),
        ("nginx@sha256:abc", "{name: nginx, newTag: '2'}", "nginx:2"),
        ("nginx:1", "{name: nginx, digest: 'sha256:d'}", "nginx@sha256:d"),
        ("host:5000/nginx:1", "{name: 'host:5000/nginx', newName: y}", "host:5000/nginx:1"),
        ("host:5000/nginx:1", "{name: 'host:5000/nginx', newName: quay.io/n}", "quay.io/n:1"),
        ("nginx-extra:1", "{name: nginx, newTag: '2'}", "nginx-extra:1"),
        ("ghcr.io/a/b", "{name: 'ghcr.io/a/.*', newTag: v}", "ghcr.io/a/b:v"),
    ],
)
def test_images(image: str, entry: str, result: str) -> None:
    files = {
        "kustomization.yaml": f"resources: [a.yaml]\nimages: [{entry}]\n",
        "a.yaml": WEB.replace("nginx:1", image),
    }
    if "newName: y" in entry:  # a boolean in YAML 1.1, refused
        assert [one.rule for one in run(files).problems] == ["kustomization-field-type"]
        return
    assert built(files)[0]["spec"]["template"]["spec"]["containers"][0]["image"] == result


def test_a_merge_patch_merges_containers_by_name_and_ports_by_number_and_protocol() -> None:
    resource = WEB.replace(
        "image: 'nginx:1'}",
        "image: 'nginx:1', ports: [{containerPort: 80, protocol: UDP}, {containerPort: 80, protocol: TCP}]}",
    )
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: "
        "[{name: app, ports: [{containerPort: 80, protocol: TCP, name: http}]}, {name: new, image: x}]}}}\n"
    )
    containers = _patched(patch, resource)[0]["spec"]["template"]["spec"]["containers"]
    assert [one["name"] for one in containers] == ["app", "new"]
    assert containers[0]["ports"] == [
        {"containerPort": 80, "protocol": "UDP"},
        {"containerPort": 80, "protocol": "TCP", "name": "http"},
    ]


def test_lists_of_custom_resources_are_replaced() -> None:
    resource = "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: t}\nspec: {items: [{name: a, x: 1}, {name: b}]}\n"
    patch = "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: t}\nspec: {items: [{name: a, y: 2}]}\n"
    assert _patched(patch, resource)[0]["spec"] == {"items": [{"name": "a", "y": 2}]}


def test_an_openapi_file_brings_merge_keys_for_custom_resources() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\nopenapi: {path: schema.json}\npatches:\n- path: p.yaml\n",
        "a.yaml": "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: t}\nspec: {items: [{name: a, x: 1}, {name: b}]}\n",
        "p.yaml": "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: t}\nspec: {items: [{name: a, y: 2}]}\n",
        "schema.json": (
            '{"definitions": {"t": {"properties": {"spec": {"$ref": "#/definitions/s"}}, '
            '"x-kubernetes-group-version-kind": [{"group": "acme.io", "version": "v1", "kind": "Thing"}]}, '
            '"s": {"properties": {"items": {"type": "array", "items": {"type": "object"}, '
            '"x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}}}}}'
        ),
    }
    assert built(files)[0]["spec"]["items"] == [{"name": "a", "x": 1, "y": 2}, {"name": "b"}]


@pytest.mark.parametrize(
    ("patch", "labels"),
    [
        ("labels: {b: '2'}", {"a": "1", "b": "2"}),
        ("labels: {a: null}", {}),
        ("labels: null", None),
        ("labels: {$patch: replace, c: '3'}", {"c": "3"}),
        ("labels: {$patch: delete}", None),
    ],
)
def test_directives_and_nulls_in_mappings(patch: str, labels: dict[str, str] | None) -> None:
    resource = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: '1'}}\n"
    value = _patched(f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  {patch}\n", resource)[0]
    assert value["metadata"].get("labels") == labels


def test_a_patch_can_delete_an_object() -> None:
    patch = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n$patch: delete\n"
    assert _patched(patch, _config("a") + "---\n" + _config("b")) == [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": {}}
    ]


def test_generators_merge_replace_and_hash() -> None:
    files = {
        "kustomization.yaml": "configMapGenerator:\n- {name: c, literals: [a=1]}\nsecretGenerator:\n- {name: s, literals: [p=w]}\n",
    }
    config, secret = built(files)
    assert config == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c-h29d89cmmt"}, "data": {"a": "1"}}
    assert secret["data"] == {"p": "dw=="}
    assert secret["type"] == "Opaque"


def test_local_config_is_dropped_and_annotations_become_text() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: 'true'}}\n"
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, annotations: {n: 1.10, t: true}}\n"
        ),
    }
    assert [one["metadata"] for one in built(files)] == [{"name": "b", "annotations": {"n": "1.10", "t": "true"}}]


@pytest.mark.parametrize(
    "text", ["True", "FALSE", "1.0", "1.", ".5", "+1", "-0", "1_000", "010", "1e3", "12345678901234567890", "1.10"]
)
def test_annotations_are_the_text_that_was_written(text: str) -> None:
    annotated = f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    x: {text}\n"
    in_a_file = {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": annotated}
    patch = "".join(f"    {line}\n" for line in annotated.splitlines())
    in_a_patch = {
        "kustomization.yaml": f"resources: [a.yaml]\npatches:\n- patch: |-\n{patch}",
        "a.yaml": _config("a"),
    }
    for files in (in_a_file, in_a_patch):
        assert built(files)[0]["metadata"]["annotations"] == {"x": text}


def test_components_change_what_their_user_has_gathered() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\ncomponents: [part]\n",
        "a.yaml": _config("a"),
        "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -x\n",
    }
    assert built(files)[0]["metadata"]["name"] == "a-x"


def test_variables_keep_their_type() -> None:
    files = {
        "kustomization.yaml": (
            "resources: [a.yaml]\nvars:\n- name: SIZE\n  objref: {apiVersion: apps/v1, kind: Deployment, name: web}\n"
            "  fieldref: {fieldPath: spec.replicas}\n"
        ),
        "a.yaml": WEB.replace("spec:\n  template", "spec:\n  replicas: 3\n  template").replace(
            "image: 'nginx:1'", "image: 'nginx:1', args: ['$(SIZE)', 'x-$(SIZE)', '$(M)']"
        ),
    }
    assert built(files)[0]["spec"]["template"]["spec"]["containers"][0]["args"] == [3, "x-3", "$(M)"]


def test_configured_transformers_run_last() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\ntransformers: [t.yaml]\n",
        "a.yaml": _config("a"),
        "t.yaml": (
            "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {a: b}\n"
            "fieldSpecs: [{path: metadata/labels, create: true}]\n"
        ),
    }
    result = run(files)
    found = named(result, "p-a")
    assert found.value["metadata"]["labels"] == {"a": "b"}
    assert places(found.origin.trace(("metadata", "labels", "a"))) == [("transformer", "t.yaml", ("labels", "a"))]


def test_a_plugin_of_somebody_else_is_refused() -> None:
    files = {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": "apiVersion: acme.io/v1\nkind: Ksops\nmetadata: {name: t}\n",
    }
    assert [(one.rule, one.path, one.message) for one in run(files).problems] == [
        ("kustomization-plugin-disabled", "t.yaml", "external plugins disabled; unable to load external plugin 'Ksops'")
    ]


def test_an_edited_kustomization_takes_the_place_of_the_roots_own() -> None:
    application = Cause("application", "apps/shop.yaml", 0, ("spec", "source", "kustomize", "namePrefix"))
    edited = EditedKustomization({"resources": ["a.yaml"], "namePrefix": "p-"}, {("namePrefix",): application})
    result = run({"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": _config("a")}, edited=edited)
    found = named(result, "p-a")
    assert found.origin.trace(("metadata", "name"))[0] == application


def test_charts_go_through_the_callable_and_keep_their_namespace() -> None:
    calls: list[HelmChartCall] = []

    def inflate(call: HelmChartCall) -> list[tuple[dict[str, Any], Cause]]:
        calls.append(call)
        value = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "from-chart"}}
        return [(value, Cause("template", "charts/x/templates/a.yaml"))]

    files = {
        "kustomization.yaml": "namespace: shop\nhelmCharts:\n- {name: x, releaseName: r}\n",
        "charts/x/Chart.yaml": "name: x\n",
    }
    result = run(files, enable_helm=True, inflate=inflate)
    assert [one.value["metadata"] for one in result.resources] == [{"name": "from-chart"}]
    assert [(call.chart_home, call.namespace) for call in calls] == [("charts", "shop")]
    assert result.resources[0].origin.first.path == "charts/x/templates/a.yaml"

    def refuse(call: HelmChartCall) -> list[tuple[dict[str, Any], Cause]]:
        raise UnsupportedError("no helm")

    assert run(files, enable_helm=True, inflate=refuse).unsupported == "no helm"
    assert run(files, enable_helm=True).unsupported == "'helmCharts' in 'kustomization.yaml'"


def test_a_chart_that_is_not_vendored_is_remote() -> None:
    files = {"kustomization.yaml": "helmCharts:\n- {name: x, repo: 'https://charts.example', version: '1'}\n"}
    result = run(files, enable_helm=True, inflate=lambda call: [])
    assert [(one.url, one.pointer) for one in result.remote] == [("https://charts.example", ("helmCharts", 0, "repo"))]


def test_every_file_that_was_read_or_missed_is_named() -> None:
    files = {
        "kustomization.yaml": "resources: [base, none.yaml]\npatches:\n- path: p.yaml\n",
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": _config("a"),
        "p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    }
    assert run(files).files >= {"kustomization.yaml", "base/kustomization.yaml", "base/a.yaml", "none.yaml"}
    files["kustomization.yaml"] = files["kustomization.yaml"].replace(", none.yaml", "")
    assert "p.yaml" in run(files).files


def test_links_are_followed_as_kustomize_follows_them(tmp_path: Any) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "real/a.yaml").write_text(_config("a"))
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "over").mkdir()
    (tmp_path / "over/kustomization.yaml").write_text("resources: [../linked]\n")
    (tmp_path / "thief").mkdir()
    (tmp_path / "thief/a.yaml").symlink_to("../real/a.yaml")
    (tmp_path / "thief/kustomization.yaml").write_text("resources: [a.yaml]\n")
    tree = DiskTree(tmp_path, [])
    load = loader(tree)
    assert build(tree, "over", load).resources[0].origin.first.path == "real/a.yaml"
    assert [one.rule for one in build(tree, "thief", load).problems] == ["kustomization-load-restriction"]
    assert build(tree, "thief", load, BuildOptions(restrict_loads=False)).complete


def test_nothing_that_was_loaded_is_changed() -> None:
    import copy

    files = {
        "kustomization.yaml": (
            "resources: [a.yaml]\nnamespace: n\nnamePrefix: p-\ncommonLabels: {a: b}\nimages: [{name: nginx, newTag: '2'}]\n"
            "patches:\n- path: p.yaml\n- patch: '[{op: add, path: /spec/x, value: {}}, {op: add, path: /spec/x/y, value: 1}]'\n"
            "  target: {kind: Deployment}\n"
        ),
        "a.yaml": WEB,
        "p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: app, args: [x]}]}}}\n",
    }
    tree = MemoryTree(files)
    load = loader(tree)
    before = {path: copy.deepcopy([one.value for one in load(path)]) for path in files}
    first = build(tree, ".", load)
    second = build(tree, ".", load)
    assert {path: [one.value for one in load(path)] for path in files} == before
    assert [one.value for one in first.resources] == [one.value for one in second.resources]
