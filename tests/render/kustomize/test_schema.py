"""The generated facts about merging, and how an OpenAPI document is reduced to them."""

from __future__ import annotations

from gitops_lint.render.kustomize.fieldspec import default_config
from gitops_lint.render.kustomize.resid import Gvk
from gitops_lint.render.kustomize.schema import MergeSchema, built_in_schema, reduce_definitions


def _keys(schema: MergeSchema, version: str, kind: str, *path: str) -> tuple[str, ...] | None:
    here = schema.root(version, kind)
    for name in path[:-1]:
        merging = schema.merge_keys(here, name)
        here = merging[0] if merging else schema.field(here, name)
    found = schema.merge_keys(here, path[-1])
    return None if found is None else found[1]


def test_what_merges_in_a_deployment() -> None:
    schema = built_in_schema()
    pod = ("spec", "template", "spec")
    assert _keys(schema, "apps/v1", "Deployment", *pod, "containers") == ("name",)
    assert _keys(schema, "apps/v1", "Deployment", *pod, "containers", "ports") == ("containerPort", "protocol")
    assert _keys(schema, "apps/v1", "Deployment", *pod, "containers", "volumeMounts") == ("mountPath",)
    assert _keys(schema, "apps/v1", "Deployment", *pod, "topologySpreadConstraints") == (
        "topologyKey", "whenUnsatisfiable",
    )  # fmt: skip
    assert _keys(schema, "apps/v1", "Deployment", *pod, "tolerations") is None
    assert _keys(schema, "apps/v1", "Deployment", *pod, "containers", "args") is None
    assert _keys(schema, "apps/v1", "Deployment", "metadata", "finalizers") == ()


def test_kinds_that_are_younger_than_the_document_are_unknown() -> None:
    schema = built_in_schema()
    assert schema.root("autoscaling/v2beta2", "HorizontalPodAutoscaler") is not None
    assert schema.root("autoscaling/v2", "HorizontalPodAutoscaler") is None
    assert schema.is_cluster_scoped("v1", "Namespace")
    assert not schema.is_cluster_scoped("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")


def test_only_what_leads_to_a_merging_list_is_kept() -> None:
    kinds, types = reduce_definitions(
        {
            "thing": {
                "x-kubernetes-group-version-kind": [{"group": "a.io", "version": "v1", "kind": "Thing"}],
                "properties": {
                    "spec": {"$ref": "#/definitions/spec"},
                    "plain": {"type": "string"},
                    "again": {"$ref": "#/definitions/thing"},
                },
            },
            "spec": {
                "additionalProperties": {
                    "properties": {
                        "list": {
                            "type": "array", "items": {"$ref": "#/definitions/leaf"},
                            "x-kubernetes-patch-strategy": "merge,retainKeys", "x-kubernetes-patch-merge-key": "id",
                        },
                        "replaced": {"type": "array", "x-kubernetes-patch-strategy": "replace"},
                    }
                }
            },
            "leaf": {"properties": {"x": {"type": "string"}}},
        }
    )  # fmt: skip
    schema = MergeSchema(kinds, tuple(types), frozenset())
    assert list(kinds) == ["a.io/v1 Thing"]
    assert _keys(schema, "a.io/v1", "Thing", "spec", "anything", "list") == ("id",)
    assert _keys(schema, "a.io/v1", "Thing", "again", "spec", "x", "list") == ("id",)
    assert _keys(schema, "a.io/v1", "Thing", "spec", "anything", "replaced") is None
    assert schema.field(schema.root("a.io/v1", "Thing"), "plain") is None


def test_junk_definitions_are_survived() -> None:
    assert reduce_definitions({"a": None, "b": [], "c": {"properties": 1}, "d": {"properties": {"x": 3}}}) == ({}, [])


def test_default_field_specs() -> None:
    config = default_config()
    paths = [spec.path for spec in config.of("commonLabels", Gvk("", "v1", "Service"))]
    assert sorted(paths) == ["metadata/labels", "spec/selector"]
    assert [spec.path for spec in config.of("replicas", Gvk("apps", "v1", "StatefulSet"))] == ["spec/replicas"]
    named = {gvk.kind for gvk, _ in config.references_of(Gvk("apps", "v1", "Deployment"), "Deployment")}
    assert {"ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "PriorityClass"} <= named
