"""What rules of order and references stay silent about, and what they survive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.configuration import config_from
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

REGISTRY = registry_for(Config(plugins=False))
RULES = tuple(
    sorted(
        name
        for name, entry in REGISTRY.entries.items()
        if entry.load().__module__.startswith(("gitops_lint.builtin.sync.", "gitops_lint.builtin.references."))
    )
)


def findings(files: dict[str, str], **config: Any) -> list[str]:
    settings = config_from({"version": 1, **config}) if config else Config()
    run = Run(MemoryTree(files), replace(settings, select_only=RULES, plugins=False), REGISTRY)
    report = run.report()
    assert report.failures == ()
    return [f"{finding.severity.label} {finding.rule}: {finding.message}" for finding in report.findings]


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: app
      image: registry.example/app:1.4.2
      envFrom: [{%s: {name: %s}}]
"""


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
"""


def kustomization(*manifests: str) -> dict[str, str]:
    return {"kustomization.yaml": "resources: [objects.yaml]\n", "objects.yaml": "---\n".join(manifests)}


def test_a_missing_config_map_of_a_kustomization_is_a_warning() -> None:
    assert findings(kustomization(POD % ("configMapRef", "settings"))) == [
        "warning env-value-from-not-found: ConfigMap 'settings' is not in the repository"
    ]


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"pod.yaml": POD % ("configMapRef", "settings")}, "ConfigMap 'settings'"),
        (kustomization(POD % ("secretRef", "database")), "Secret 'database'"),
    ],
    ids=["a loose file", "a Secret"],
)
def test_what_others_may_make_is_worth_knowing_to_the_strict_only(files: dict[str, str], name: str) -> None:
    assert findings(files) == []
    assert findings(files, profile="strict") == [f"info env-value-from-not-found: {name} is not in the repository"]


@pytest.mark.parametrize("namespace", ["shop", "sh*", "*"])
def test_what_the_configuration_declares_exists(namespace: str) -> None:
    external = [{"kind": "ConfigMap", "name": "set*", "namespace": namespace}]
    assert findings(kustomization(POD % ("configMapRef", "settings")), external=external) == []


def test_what_it_declares_for_another_namespace_does_not() -> None:
    external = [{"kind": "ConfigMap", "name": "settings", "namespace": "billing"}]
    assert len(findings(kustomization(POD % ("configMapRef", "settings")), external=external)) == 1


@pytest.mark.parametrize("name", ["'${SETTINGS}'", "<settings>"])
def test_placeholders_are_no_names(name: str) -> None:
    assert findings(kustomization(POD % ("configMapRef", name))) == []


def test_an_object_whose_namespace_no_file_tells_may_be_the_one() -> None:
    settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n"
    assert findings(kustomization(POD % ("configMapRef", "settings"), settings)) == []


@pytest.mark.parametrize(
    "made",
    [
        (
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: database, namespace: shop}\n"
            "spec: {encryptedData: {A: x}}\n"
        ),
        (
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: db, namespace: shop}\n"
            "spec: {target: {name: database}, dataFrom: [{extract: {key: db}}]}\n"
        ),
    ],
)
def test_what_operators_make_exists(made: str) -> None:
    assert findings(kustomization(POD % ("secretRef", "database"), made)) == []


def test_hooks_and_waves_of_a_chart_without_application_are_helms_affair() -> None:
    files = {
        "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "chart/templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\n"
        "metadata: {name: settings, annotations: {helm.sh/hook-weight: '5'}}\ndata: {a: b}\n",
    }
    assert findings(files) == []


@pytest.mark.parametrize("odd", [None, True, 7, "x", [], [[]], {}, {"a": []}, [{"name": []}]], ids=repr)
@pytest.mark.parametrize(
    "path",
    [
        ("metadata", "annotations"),
        ("metadata", "labels"),
        ("metadata", "finalizers"),
        ("spec",),
        ("spec", "selector"),
        ("spec", "ports"),
        ("spec", "template"),
        ("spec", "template", "spec"),
        ("spec", "template", "spec", "containers"),
        ("spec", "template", "spec", "volumes"),
        ("spec", "rules"),
        ("spec", "scaleTargetRef"),
        ("spec", "template", "spec", "serviceAccountName"),
        ("roleRef",),
    ],
    ids="/".join,
)
def test_any_value_may_be_of_any_type(path: tuple[str, ...], odd: Any) -> None:
    kinds = (
        ("apps/v1", "Deployment"),
        ("batch/v1", "Job"),
        ("v1", "Service"),
        ("networking.k8s.io/v1", "Ingress"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        ("rbac.authorization.k8s.io/v1", "RoleBinding"),
        ("argoproj.io/v1alpha1", "Application"),
    )
    objects = []
    for api_version, kind in kinds:
        value: dict[str, Any] = {
            "apiVersion": api_version,
            "kind": kind,
            "metadata": {"name": "web", "annotations": {"argocd.argoproj.io/hook": "PreSync"}},
            "spec": {"template": {"spec": {}}},
        }
        place = value
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = odd
        objects.append(json.dumps(value))
    findings({"apps/shop.yaml": APPLICATION, "shop/objects.yaml": "\n---\n".join(objects)})
