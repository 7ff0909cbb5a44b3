"""When an API is deprecated and removed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from gitops_lint.apischema.compiled import CompiledSchema
from gitops_lint.apischema.explain import resolve, types_of
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.lifecycle import Lifecycles, Support
from gitops_lint.apischema.store import Known, SchemaStore
from gitops_lint.apischema.versions import parse_minor
from gitops_lint.resources import SCHEMAS

TABLE = Lifecycles()
STORE = SchemaStore()


@pytest.mark.parametrize(
    ("group", "version", "kind", "cluster", "message"),
    [
        (
            "batch",
            "v1beta1",
            "CronJob",
            "1.24",
            "batch/v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+; use batch/v1 CronJob",
        ),
        (
            "batch",
            "v1beta1",
            "CronJob",
            "v1.25.3-eks",
            "batch/v1beta1 CronJob is no longer served since v1.25; use batch/v1 CronJob",
        ),
        (
            "autoscaling",
            "v2beta2",
            "HorizontalPodAutoscaler",
            "1.33",
            (
                "autoscaling/v2beta2 HorizontalPodAutoscaler is no longer served since v1.26; "
                "use autoscaling/v2 HorizontalPodAutoscaler"
            ),
        ),
        (
            "policy",
            "v1beta1",
            "PodSecurityPolicy",
            "1.30",
            "policy/v1beta1 PodSecurityPolicy is no longer served since v1.25; Pod Security Admission takes its place",
        ),
        (
            "",
            "v1",
            "Endpoints",
            "1.33",
            "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        ),
        (
            "karpenter.sh",
            "v1beta1",
            "NodePool",
            "1.33",
            "karpenter.sh/v1beta1 NodePool is no longer served since karpenter v1.1; use karpenter.sh/v1 NodePool",
        ),
        (
            "acme.cert-manager.io",
            "v1alpha2",
            "OrderList",
            "1.33",
            (
                "acme.cert-manager.io/v1alpha2 Order is no longer served since cert-manager v1.6; "
                "use acme.cert-manager.io/v1 Order"
            ),
        ),
    ],
)
def test_what_the_api_server_would_say(group: str, version: str, kind: str, cluster: str, message: str) -> None:
    news = TABLE.lifecycle(group, version, kind, cluster)
    assert news is not None
    assert news.message == message


@pytest.mark.parametrize(
    ("group", "version", "kind", "cluster"),
    [
        ("batch", "v1beta1", "CronJob", "1.20"),
        ("", "v1", "Endpoints", "1.32"),
        ("apps", "v1", "Deployment", "1.33"),
        ("apps.example.com", "v1beta1", "Deployment", "1.33"),
    ],
)
def test_no_news(group: str, version: str, kind: str, cluster: str) -> None:
    assert TABLE.lifecycle(group, version, kind, cluster) is None


def test_the_table_agrees_with_the_schemas_of_each_version() -> None:
    """What is removed has no schema any more; what replaces it has one, at the latest where nothing else is left."""
    wrong = []
    for gvk, entry in TABLE._entries.items():
        if "component" in entry or not entry["removed"]:
            continue
        for version in STORE.versions:
            served = isinstance(STORE.lookup(*gvk, version), Known)
            if served and parse_minor(version) >= parse_minor(entry["removed"]):  # type: ignore[operator]
                wrong.append((gvk, version))
    assert wrong == []


def test_entries_are_well_formed() -> None:
    for gvk, entry in TABLE._entries.items():
        assert re.fullmatch(r"\d+\.\d+", entry["deprecated"]), gvk
        assert entry["removed"] is None or parse_minor(entry["removed"]) >= parse_minor(entry["deprecated"]), gvk  # type: ignore[operator]
        assert entry["replacement"] != gvk.api_version


def test_eks_support() -> None:
    assert TABLE.eks_support("v1.33.2-eks") == Support("1.33", "2025-05-29", "2026-07-29", "2027-07-29")
    assert TABLE.eks_support("1.10") is None


def shape(compiled: CompiledSchema, schema: dict[str, Any], depth: int = 0) -> Any:
    """The fields below a schema with their types, whatever else it says."""
    schema = resolve(schema, compiled.definitions)
    if depth > 12:
        return "…"
    inner = {name: shape(compiled, child, depth + 1) for name, child in (schema.get("properties") or {}).items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            inner[key] = shape(compiled, schema[key], depth + 1)
    return inner or types_of(schema)


def same_entries() -> list[tuple[str, str, str, GroupVersionKind]]:
    data = json.loads((SCHEMAS / "kubernetes" / "lifecycle.json").read_text("utf-8"))
    found = []
    for entry in data["kubernetes"]:
        if entry.get("same"):
            group, _, version = entry["replacement"].rpartition("/")
            found += [
                (entry["group"], entry["version"], kind, GroupVersionKind(group, version, kind))
                for kind in entry["kinds"]
            ]
    return found


@pytest.mark.parametrize(("group", "version", "kind", "new"), same_entries())
def test_a_fix_writes_only_what_has_the_same_fields(group: str, version: str, kind: str, new: GroupVersionKind) -> None:
    old = GroupVersionKind(group, version, kind)
    for release in STORE.versions:
        before, after = STORE.schema(old, release), STORE.schema(new, release)
        if before is not None and after is not None:
            one, other = shape(before, before.root), shape(after, after.root)
            assert {**one, "status": None} == {**other, "status": None}, release
