from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.source.classify import TreeFacts, classify, group_version_kind

FACTS = TreeFacts(
    charts=frozenset({"charts/api", "charts/api/charts/db"}),
    patches=frozenset({"overlays/prod/patch.yaml"}),
    values=frozenset({"env/prod/api.yaml"}),
)
POD = {"apiVersion": "v1", "kind": "Pod"}


def obj(api_version: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, **more}


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        ("a.yaml", POD, "resource"),
        ("a.yaml", obj("apps/v1", "Deployment"), "resource"),
        ("a.yaml", obj("kustomize.toolkit.fluxcd.io/v1", "Kustomization"), "resource"),
        ("a.yaml", obj("argoproj.io/v1alpha1", "Application"), "resource"),
        ("a.yaml", obj("v1", "List", items=[]), "resource-list"),
        ("a.yaml", obj("v1", "ConfigMapList", items=[]), "resource-list"),
        ("a.yaml", obj("acme.io/v1", "AllowList", spec={}), "resource"),
        ("kustomization.yaml", {"resources": ["a.yaml"]}, "kustomization"),
        ("kustomization.yaml", obj("kustomize.config.k8s.io/v1beta1", "Kustomization"), "kustomization"),
        ("x/kustomization.yml", obj("kustomize.config.k8s.io/v1alpha1", "Component"), "kustomize-component"),
        ("a.yaml", obj("builtin", "LabelTransformer"), "kustomize-config"),
        ("overlays/prod/patch.yaml", obj("apps/v1", "Deployment"), "kustomize-patch"),
        ("a.yaml", [{"op": "replace", "path": "/spec", "value": 1}], "kustomize-patch"),
        ("a.yaml", obj("v1", "Pod", **{"$patch": "delete"}), "kustomize-patch"),
        ("charts/api/Chart.yaml", {"apiVersion": "v2", "name": "api"}, "helm-chart"),
        ("charts/api/values.yaml", POD, "helm-values"),
        ("charts/api/values-prod.yaml", {}, "helm-values"),
        ("env/prod/api.yaml", POD, "helm-values"),
        ("env/values-prod.yaml", {"image": {}}, "helm-values"),
        ("env/prod.values.yaml", {"image": {}}, "helm-values"),
        ("charts/api/templates/pod.yaml", POD, "helm-template"),
        ("charts/api/charts/db/templates/x/pod.yaml", POD, "helm-template"),
        ("charts/api/templates/_helpers.tpl", "", "helm-template"),
        ("charts/api/crds/crd.yaml", obj("apiextensions.k8s.io/v1", "CustomResourceDefinition"), "resource"),
        ("other/templates/pod.yaml", POD, "resource"),
        ("a.yaml.tftpl", POD, "template"),
        ("a.yaml.j2", POD, "template"),
        ("a.yaml.disabled", POD, "other"),
        ("a.example.yaml", POD, "other"),
        (".github/workflows/ci.yaml", {"true": {}, "jobs": {}}, "ci-workflow"),
        ("sub/.gitlab-ci.yml", {}, "ci-workflow"),
        ("docker-compose.prod.yaml", {"services": {}}, "ci-workflow"),
        ("a.yaml", {"AWSTemplateFormatVersion": "2010-09-09"}, "cloudformation"),
        ("a.yaml", {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}, "cloudformation"),
        ("a.yaml", obj("eksctl.io/v1alpha5", "ClusterConfig"), "tool-config"),
        ("a.yaml", obj("v1", "Config", clusters=[]), "tool-config"),
        ("a.yaml", obj("argoproj.io/v1alpha1", "ConfigManagementPlugin"), "tool-config"),
        ("a.yaml", {"openapi": "3.0.0"}, "other"),
        ("a.yaml", [{"hosts": "all", "tasks": []}], "other"),
        ("a.yaml", "text", "other"),
        ("a.yaml", {"apiVersion": 1, "kind": ["Pod"]}, "other"),
        ("a.yaml", {"apiVersion": "v1"}, "other"),
    ],
)
def test_kinds(path: str, value: Any, kind: str) -> None:
    assert classify(path, value, FACTS) == kind


def test_the_root_can_be_a_chart() -> None:
    facts = TreeFacts(charts=frozenset({"."}))

    assert classify("templates/pod.yaml", POD, facts) == "helm-template"
    assert classify("values.yaml", {}, facts) == "helm-values"


def test_groups() -> None:
    assert group_version_kind(obj("apps/v1", "Deployment")) == ("apps", "v1", "Deployment")
    assert group_version_kind(POD) == ("", "v1", "Pod")
    assert group_version_kind([]) is None
