"""Nothing is called missing for certain where something is deployed that nobody could look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

REGISTRY = registry_for(Config(plugins=False))
RULES = (
    "binding-role-not-found",
    "dangling-hpa",
    "dangling-service",
    "dangling-service-monitor",
    "env-value-from-not-found",
    "irsa-service-account-unused",
    "reference-grant-missing",
    "volume-source-not-found",
)
PROD = "https://prod.example"


def application(name: str, source: str, namespace: str, server: str = PROD) -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{{source}, targetRevision: 1.2.3}}
  destination: {{server: "{server}", namespace: "{namespace}"}}
---"""


def chart(namespace: str, server: str = PROD) -> str:
    return application("common", "repoURL: https://charts.example, chart: common", namespace, server)


def application_set(namespace: str) -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: tenants, namespace: argocd}}
spec:
  generators: [{{scmProvider: {{github: {{organization: acme}}}}}}]
  template:
    metadata: {{name: "{{{{repository}}}}"}}
    spec:
      project: default
      source: {{repoURL: "{{{{url}}}}", path: deploy, targetRevision: HEAD}}
      destination: {{server: "{PROD}", namespace: "{namespace}"}}
---"""


RELEASE = """
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: common, namespace: flux-system}
spec:
  interval: 5m
  targetNamespace: shop
  chart: {spec: {chart: common, sourceRef: {kind: HelmRepository, name: charts}}}
---"""

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      volumes: [{name: settings, configMap: {name: settings}}]
      containers:
        - name: app
          image: registry.example/app:1.4.2
          envFrom: [{configMapRef: {name: environment}}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: backend}, maxReplicas: 3}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: default, namespace: shop}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: uploader, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/uploader"}}
---
apiVersion: v1
kind: Service
metadata: {name: backend}
spec: {selector: {app: backend}, ports: [{port: 80}]}
"""
WARNINGS = [
    ("binding-role-not-found", "warning", "Role 'reader' is not in the repository"),
    ("dangling-hpa", "warning", "Deployment 'backend' is not in the repository"),
    ("dangling-service", "warning", "no pod has the labels app=backend"),
    ("env-value-from-not-found", "warning", "ConfigMap 'environment' is not in the repository"),
    ("irsa-service-account-unused", "info", "no pod runs as this ServiceAccount, which has a role"),
    ("volume-source-not-found", "warning", "ConfigMap 'settings' is not in the repository"),
]
UNCERTAIN = [
    ("binding-role-not-found", "info", "Role 'reader' is not in the repository"),
    ("dangling-hpa", "info", "Deployment 'backend' is not in the repository"),
    ("env-value-from-not-found", "info", "ConfigMap 'environment' is not in the repository"),
    ("volume-source-not-found", "info", "ConfigMap 'settings' is not in the repository"),
]


def found(files: Mapping[str, str], *, strict: bool = True) -> list[tuple[str, str, str]]:
    profile = "strict" if strict else "default"
    config = replace(Config(), plugins=False, select_only=RULES, profile=profile)
    report = Run(MemoryTree(dict(files)), config, REGISTRY).report()
    return sorted((item.rule, item.severity.label, item.message) for item in report.findings)


def deployed(beside: str, objects: str = WEB) -> dict[str, str]:
    """Objects that an Application deploys to namespace ``shop``, with something else."""
    own = application("web", "repoURL: https://git.example/shop.git, path: web", "shop")
    return {"apps.yaml": own + beside, "web/kustomization.yaml": "resources: [web.yaml]", "web/web.yaml": objects}


@pytest.mark.parametrize(
    "beside",
    [
        "",
        pytest.param(chart("other"), id="another namespace"),
        pytest.param(chart("shop", "https://dev.example"), id="another cluster"),
        pytest.param(application_set("other"), id="a set for another namespace"),
    ],
)
def test_what_nothing_beside_it_may_bring_is_missing(beside: str) -> None:
    assert found(deployed(beside)) == WARNINGS


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(chart("shop"), id="a remote chart"),
        pytest.param(application_set("shop"), id="a set that nobody can expand"),
        pytest.param(application_set("{{repository}}"), id="a set for whatever namespace"),
        pytest.param(RELEASE, id="a chart that Flux installs"),
    ],
)
def test_what_may_come_with_something_unseen_is_uncertain(beside: str) -> None:
    files = deployed(beside)
    assert found(files) == UNCERTAIN
    rules = {rule for rule, _, _ in found(files, strict=False)}
    assert rules.isdisjoint({"env-value-from-not-found", "volume-source-not-found"})


def test_a_name_that_is_all_but_written_is_a_slip_nonetheless() -> None:
    objects = WEB + "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: setting-s}}"
    errors = [item for item in found(deployed(chart("shop"), objects)) if item[1] == "error"]
    message = "ConfigMap 'settings' is not in the repository, did you mean 'setting-s'?"
    assert errors == [("volume-source-not-found", "error", message)]


MONITOR = """
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web}
spec: {selector: {matchLabels: {app: backend}}, endpoints: [{port: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
---""" + WEB.partition("---")[0]


@pytest.mark.parametrize(("namespace", "count"), [("other", 1), ("shop", 0)])
def test_a_monitor_may_be_for_a_service_that_nobody_has_seen(namespace: str, count: int) -> None:
    rules = [rule for rule, _, _ in found(deployed(chart(namespace), MONITOR))]
    assert rules.count("dangling-service-monitor") == count


ROUTE = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: envoy
  listeners: [{name: web, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{name: backend, namespace: backends, port: 80}]}]
---
{apiVersion: v1, kind: Service, metadata: {name: backend, namespace: backends}, spec: {ports: [{port: 80}]}}
"""


@pytest.mark.parametrize(("namespace", "count"), [("shop", 1), ("backends", 0)])
def test_a_grant_may_come_with_what_nobody_has_seen(namespace: str, count: int) -> None:
    rules = [rule for rule, _, _ in found(deployed(chart(namespace), ROUTE))]
    assert rules.count("reference-grant-missing") == count


def test_a_role_is_missing_in_the_namespace_that_its_binding_states() -> None:
    binding = """
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web%s}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
"""
    overlays = {f"{name}/kustomization.yaml": f"namespace: {name}\nresources: [../base]" for name in ("dev", "prod")}
    base = {**overlays, "base/kustomization.yaml": "resources: [binding.yaml]"}
    unknown = [("binding-role-not-found", "warning", "Role 'reader' is not in the repository")]
    assert found({**base, "base/binding.yaml": binding % ""}) == unknown
    assert found({**base, "base/binding.yaml": binding % ", namespace: shop"}) == unknown
    stated = {"kustomization.yaml": "resources: [binding.yaml]", "binding.yaml": binding % ", namespace: shop"}
    assert found(stated) == [
        ("binding-role-not-found", "warning", "Role 'reader' of namespace 'shop' is not in the repository")
    ]
