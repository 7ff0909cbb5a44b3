"""Which schema judges an object: exact group, version and kind, in the cluster's Kubernetes version."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.store import Known, SchemaStore, Unknown
from gitops_lint.model.context import NEWEST, OLDEST

STORE = SchemaStore()


def crd(group: str, kind: str, schema: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.lower()}s.{group}"},
        "spec": {
            "group": group,
            "names": {"kind": kind, "plural": f"{kind.lower()}s"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
            **spec,
        },
    }


def test_every_version_from_1_25_is_shipped() -> None:
    assert STORE.versions == tuple(f"1.{minor}" for minor in range(OLDEST.minor, NEWEST.minor + 1))
    assert (OLDEST.major, OLDEST.minor, NEWEST.major) == (1, 25, 1)


@pytest.mark.parametrize(
    ("wanted", "used"),
    [
        ("1.33", "1.33"),
        ("v1.33.4-eks-1a2b", "1.33"),
        ("1.20", "1.25"),
        ("1.99", STORE.versions[-1]),
        ("", STORE.versions[-1]),
    ],
)
def test_the_newest_schema_that_is_not_newer_than_the_cluster(wanted: str, used: str) -> None:
    assert STORE.lookup("apps", "v1", "Deployment", wanted) == Known(
        GroupVersionKind("apps", "v1", "Deployment"), "kubernetes", used
    )


def test_a_shipped_custom_kind() -> None:
    assert STORE.lookup("karpenter.sh", "v1", "NodePool", "1.33") == Known(
        GroupVersionKind("karpenter.sh", "v1", "NodePool"),
        "shipped",
        namespaced=False,
        plural="nodepools",
        dated="2026-08-20",
    )
    old = STORE.lookup("external-secrets.io", "v1beta1", "ExternalSecret", "1.33")
    assert isinstance(old, Known)
    assert old.deprecated == "external-secrets.io/v1beta1 ExternalSecret is deprecated"


@pytest.mark.parametrize(
    ("group", "version", "kind", "reason", "meant"),
    [
        ("apps", "v1beta1", "Deployment", "version", "apps/v1 Deployment"),
        ("apps", "v1", "Deploymnet", "kind", "apps/v1 Deployment"),
        ("", "v1", "Deployment", "kind", "apps/v1 Deployment"),
        ("cert-manger.io", "v1", "Certificate", "group", "cert-manager.io/v1 Certificate"),
        ("karpenter.sh", "v1beta1", "NodePool", "version", "karpenter.sh/v1 NodePool"),
        ("example.com", "v1", "Deployment", "group", ""),
        ("serving.knative.dev", "v1", "Service", "group", ""),
        ("${GROUP}", "v1", "Deployment", "placeholder", ""),
    ],
)
def test_what_is_not_known_and_what_was_meant(group: str, version: str, kind: str, reason: str, meant: str) -> None:
    answer = STORE.lookup(group, version, kind, "1.33")
    assert isinstance(answer, Unknown)
    assert answer.reason == reason
    suggestion = answer.suggestion
    assert (f"{suggestion.api_version} {suggestion.kind}" if suggestion else "") == meant


def test_a_foreign_deployment_is_not_judged_as_ours() -> None:
    value = {
        "apiVersion": "apps.example.com/v1",
        "kind": "Deployment",
        "metadata": {"name": "x"},
        "spec": {"image": "x"},
    }
    assert STORE.validate(value, "1.33") == []
    own = STORE.with_crds(
        [crd("apps.example.com", "Deployment", {"type": "object", "properties": {"spec": {"type": "object"}}})]
    )
    assert [error.message for error in own.validate(value, "1.33")] == ["field 'image' is unknown in 'spec'"]
    assert STORE.validate(value, "1.33") == []  # the store that it was made from knows nothing of it


def test_definitions_of_the_repository_win() -> None:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"mine": {"type": "string"}}}}}
    own = STORE.with_crds([crd("karpenter.sh", "NodePool", schema)])
    value = {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "x"}, "spec": {"mine": "a"}}
    assert own.validate(value, "1.33") == []
    assert own.lookup("karpenter.sh", "v1", "NodePool", "1.33") == Known(
        GroupVersionKind("karpenter.sh", "v1", "NodePool"), "repository", namespaced=True, plural="nodepools"
    )
    assert [error.field for error in STORE.validate(value, "1.33") if error.kind == "unknown-field"] == ["mine"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"spec": []},
        {"spec": {"group": 1}},
        {"spec": {"group": "a.b", "names": {"kind": "X"}, "versions": {"v1": 1}}},
    ],
)
def test_a_broken_definition_defines_nothing(broken: dict[str, Any]) -> None:
    assert STORE.with_crds([broken]).kinds("1.33") == STORE.kinds("1.33")


def test_kinds_grow_with_the_version() -> None:
    vap = GroupVersionKind("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy")
    assert vap in STORE.kinds("1.30")
    assert vap not in STORE.kinds("1.29")
    assert GroupVersionKind("argoproj.io", "v1alpha1", "Application") in STORE.kinds("1.25")
