"""The release of an operator is the one whose chart the repository pins; of several the oldest."""

from __future__ import annotations

import json
from typing import Any, Protocol

import pytest
from conftest import Run
from support import Tree

POOL = """\
apiVersion: karpenter.sh/v1beta1
kind: NodePool
metadata: {name: default}
spec: {template: {spec: {requirements: [], nodeClassRef: {name: default}}}}
"""
STORE = """\
apiVersion: external-secrets.io/v1beta1
kind: SecretStore
metadata: {name: aws, namespace: shop}
spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}
"""
REMOVED = "karpenter.sh/v1beta1 NodePool is no longer served since karpenter v1.1; use karpenter.sh/v1 NodePool"
DEPRECATED = (
    "karpenter.sh/v1beta1 NodePool is deprecated in karpenter v1.0+, unavailable in karpenter v1.1+; "
    "use karpenter.sh/v1 NodePool"
)


class Ask(Protocol):
    def __call__(self, manifest: str, **files: Any) -> list[str]: ...


def application(**source: str) -> dict[str, Any]:
    destination = {"server": "https://kubernetes.default.svc", "namespace": "karpenter"}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "karpenter", "namespace": "argocd"},
        "spec": {"project": "default", "destination": destination, "source": source},
    }


@pytest.fixture
def told(tree: Tree, run: Run) -> Ask:
    """What is said of the version of an object beside other files."""

    def ask(manifest: str, **files: Any) -> list[str]:
        tree.write({"object.yaml": manifest, **{f"{name}.yaml": json.dumps(value) for name, value in files.items()}})
        found = run("--output-format", "json", "--select", "api-removed,api-deprecated,kind-unknown").json["findings"]
        return [item["message"] for item in found]

    return ask


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v0.33.1", []),
        ("0.37.x", []),
        ("~0.37.0", []),
        ("1.0.6", [DEPRECATED]),
        ("1.1.0", [REMOVED]),
        ("1.8.2", [REMOVED]),
        # Nobody knows which release these come to.
        ("*", [REMOVED]),
        ("^0.37.0", [REMOVED]),
        (">= 0.37.0", [REMOVED]),
    ],
)
def test_the_version_of_the_chart(version: str, expected: list[str], told: Ask) -> None:
    source = {"repoURL": "public.ecr.aws/karpenter", "chart": "karpenter", "targetRevision": version}
    assert told(POOL, application=application(**source)) == expected


@pytest.mark.parametrize(
    "pin",
    [
        application(repoURL="oci://public.ecr.aws/karpenter/karpenter", path=".", targetRevision="0.33.1"),
        {"name": "addons", "dependencies": [{"name": "karpenter", "version": "0.33.1", "repository": "oci://x"}]},
        {"helmCharts": [{"name": "karpenter", "repo": "oci://public.ecr.aws/karpenter", "version": "v0.33.1"}]},
        {"spec": {"chart": {"spec": {"chart": "karpenter", "version": "0.33.1"}}}},
        {"releases": [{"name": "nodes", "chart": "karpenter/karpenter", "version": "0.33.1"}]},
    ],
    ids=["OCI", "dependency", "helmCharts", "Flux", "helmfile"],
)
def test_wherever_it_is_written(pin: dict[str, Any], told: Ask) -> None:
    assert told(POOL, pin=pin) == []


def test_the_oldest_of_several_counts(told: Ask) -> None:
    charts = [{"chart": "karpenter", "version": version} for version in ("1.5.0", "0.37.1", "1.8.0")]
    assert told(POOL, pins={"releases": charts}) == []


def test_other_charts_say_nothing_of_it(told: Ask) -> None:
    assert told(POOL, pins={"releases": [{"chart": "external-secrets", "version": "0.9.11"}]}) == [REMOVED]


def test_a_definition_of_ours_that_no_longer_serves_it(told: Ask) -> None:
    """We ship one of a newer release; it does not speak for the one that is installed."""
    assert len(told(STORE)) == 1
    assert told(STORE, pins={"releases": [{"chart": "external-secrets", "version": "0.9.11"}]}) == []
