"""A control repository, an environment repository and a service repository, linted as one."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from gitops_lint import Report, lint

URL = "https://github.com/acme"

ROOT_APPLICATION = f"""
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {{name: root, namespace: argocd}}
    spec:
      project: platform
      destination: {{server: https://kubernetes.default.svc, namespace: argocd}}
      source:
        repoURL: {URL}/environments.git
        targetRevision: HEAD
        path: prod
"""

SERVICE_APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      project: platform
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source:
        repoURL: git@github.com:acme/shop.git
        targetRevision: HEAD
        path: deploy/prod
"""

DEPLOYMENT = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: shop}
    spec:
      replicas: 2
      selector: {matchLabels: {app: shop}}
      template:
        metadata: {labels: {app: shop}}
        spec:
          containers:
            - name: shop
              image: registry.example/shop:1.0.0
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"))


@pytest.fixture
def control(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "control/.gitops-lint.yaml": f"""
                version: 1
                repositories:
                  {URL}/environments: ../environments
                  {URL}/shop: ../shop
                """,
            "control/root.yaml": ROOT_APPLICATION,
            "environments/prod/shop.yaml": SERVICE_APPLICATION,
            "shop/deploy/base/kustomization.yaml": "resources: [deployment.yaml]\n",
            "shop/deploy/base/deployment.yaml": DEPLOYMENT,
            "shop/deploy/prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\n",
        },
    )
    return tmp_path / "control"


def memory(report: Report) -> list[tuple[str, int, str]]:
    found = [finding for finding in report.findings if finding.rule == "memory-limit-missing"]
    return [(finding.location.path, finding.location.span.line, finding.message) for finding in found]


def test_a_finding_in_another_checkout_is_anchored_at_the_application_that_leads_there(control: Path) -> None:
    report = lint([control])
    assert memory(report) == [("root.yaml", 7, "container 'shop' has no memory limit")]
    (finding,) = [f for f in report.findings if f.rule == "memory-limit-missing"]
    assert next((r.location.path, r.location.span.line) for r in finding.related) == (
        "@shop/deploy/base/deployment.yaml",
        11,
    )
    assert [d.application for d in finding.deployments] == ["argocd/shop"]
    assert (report.summary.applications, report.summary.rendered) == (2, 2)


def test_without_the_checkouts_it_says_what_was_not_looked_at(control: Path) -> None:
    (control.parent / "shop").rename(control.parent / "elsewhere")
    report = lint([control])
    assert memory(report) == []
    assert (report.summary.applications, report.summary.rendered) == (2, 1)
    unchecked = [f.message for f in report.findings if f.rule == "not-checked"]
    assert unchecked == [
        "Application 'argocd/shop' was not checked: repository 'git@github.com:acme/shop.git' is not this one"
    ]


def test_a_checkout_is_a_jail(control: Path) -> None:
    write(control.parent, {"shop/deploy/prod/kustomization.yaml": "resources: [../../../secret]\n"})
    write(control.parent, {"secret/kustomization.yaml": "namePrefix: x-\n"})
    report = lint([control])
    assert memory(report) == []
    assert any(f.rule.startswith("kustomization-") for f in report.findings)


def test_what_does_not_build_in_another_checkout_is_told_at_the_application_of_this_one(control: Path) -> None:
    write(control.parent, {"shop/deploy/base/kustomization.yaml": "resources: [deploymnet.yaml]\n"})
    (finding,) = [f for f in lint([control]).findings if f.rule == "kustomization-missing-reference"]
    assert (finding.location.path, finding.location.span.line) == ("root.yaml", 7)
    assert finding.message == "'deploymnet.yaml' does not exist, in 'shop/deploy/base/kustomization.yaml'"


def test_the_line_to_change_comes_before_what_else_a_finding_speaks_of(control: Path) -> None:
    namespace = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
        """
    write(control.parent, {"environments/prod/namespace.yaml": namespace})
    finding = next(f for f in lint([control]).findings if "PodSecurity" in f.message)
    assert [(r.location.path, r.message) for r in finding.related[:2]] == [
        ("@shop/deploy/base/deployment.yaml", "the line to change, in its repository"),
        ("@environments/prod/namespace.yaml", "the namespace asks for 'restricted:latest' here"),
    ]


def test_what_does_not_build_is_not_covered(control: Path) -> None:
    write(control.parent, {"shop/deploy/base/kustomization.yaml": "resources: [deploymnet.yaml]\n"})
    summary = lint([control]).summary
    assert (summary.applications, summary.rendered) == (2, 1)
