"""The reference architecture: a control repository, two environment repositories, three service repositories."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from gitops_lint import Report, lint

URL = "https://github.com/acme"
SERVICES = ("billing", "search", "shop")
ENVIRONMENTS = ("prod", "staging")

CONFIGURATION = "version: 1\nrepositories:\n" + "".join(
    f"  {URL}/{name}: ../{name}\n" for name in (*(f"env-{env}" for env in ENVIRONMENTS), *SERVICES)
)

ROOT = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {{name: {env}, namespace: argocd}}
    spec:
      project: platform
      destination: {{server: https://kubernetes.default.svc, namespace: argocd}}
      source:
        repoURL: {url}/env-{env}.git
        targetRevision: HEAD
        path: apps
"""

SET = """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {{name: services, namespace: argocd}}
    spec:
      goTemplate: true
      goTemplateOptions: [missingkey=error]
      generators:
        - git:
            repoURL: {url}/env-{env}.git
            revision: HEAD
            files: [{{path: "services/*.yaml"}}]
      template:
        metadata: {{name: "{{{{.service}}}}-{env}"}}
        spec:
          project: platform
          destination: {{name: {env}, namespace: "{{{{.service}}}}"}}
          source:
            repoURL: "git@github.com:acme/{{{{.service}}}}.git"
            targetRevision: HEAD
            path: "deploy/{env}"
"""

DEPLOYMENT = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {{name: {service}}}
    spec:
      replicas: 2
      selector: {{matchLabels: {{app: {service}}}}}
      template:
        metadata: {{labels: {{app: {service}}}}}
        spec:
          containers:
            - name: {service}
              image: registry.example/{service}:1.0.0
              resources: {{limits: {{memory: 64Mi}}}}
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"))


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """Six checkouts side by side; the search service has no memory limit in production."""
    write(tmp_path / "control", {".gitops-lint.yaml": CONFIGURATION})
    for env in ENVIRONMENTS:
        write(tmp_path / "control", {f"roots/{env}.yaml": ROOT.format(env=env, url=URL)})
        write(tmp_path / f"env-{env}", {"apps/services.yaml": SET.format(env=env, url=URL)})
        write(tmp_path / f"env-{env}", {f"services/{name}.yaml": f"service: {name}\n" for name in SERVICES})
    for name in SERVICES:
        write(
            tmp_path / name,
            {
                "deploy/base/kustomization.yaml": "resources: [deployment.yaml]\n",
                "deploy/base/deployment.yaml": DEPLOYMENT.format(service=name),
                "deploy/staging/kustomization.yaml": "resources: [../base]\n",
                "deploy/prod/kustomization.yaml": "resources: [../base]\n",
            },
        )
    write(
        tmp_path / "search",
        {
            "deploy/prod/kustomization.yaml": """
                resources: [../base]
                patches:
                  - target: {kind: Deployment}
                    patch: '[{op: remove, path: /spec/template/spec/containers/0/resources}]'
                """
        },
    )
    return tmp_path


def told(report: Report) -> list[tuple[str, int, str]]:
    return [
        (f.location.path, f.location.span.line, ", ".join(d.application for d in f.deployments))
        for f in report.findings
        if f.rule == "memory-limit-missing"
    ]


def unchecked(report: Report) -> list[str]:
    return sorted(f.message for f in report.findings if f.rule == "not-checked")


def test_they_are_judged_as_one(everything: Path) -> None:
    report = lint([everything / "control"])
    assert told(report) == [("roots/prod.yaml", 7, "argocd/search-prod")]
    assert (report.summary.applications, report.summary.rendered) == (8, 8)
    assert unchecked(report) == []
    (finding,) = [f for f in report.findings if f.rule == "memory-limit-missing"]
    assert next(place.location.path for place in finding.related) == "@search/deploy/base/deployment.yaml"


def test_a_service_repository_that_is_not_there_is_said_for_each_application(everything: Path) -> None:
    (everything / "search").rename(everything / "elsewhere")
    report = lint([everything / "control"])
    assert told(report) == []
    assert (report.summary.applications, report.summary.rendered) == (8, 6)
    reason = "repository 'git@github.com:acme/search.git' is not this one"
    assert unchecked(report) == [f"Application 'argocd/search-{env}' was not checked: {reason}" for env in ENVIRONMENTS]


def test_an_environment_repository_that_is_not_there_is_said_at_its_root(everything: Path) -> None:
    (everything / "env-prod").rename(everything / "elsewhere")
    report = lint([everything / "control"])
    assert (report.summary.applications, report.summary.rendered) == (5, 4)
    assert unchecked(report) == [
        f"Application 'argocd/prod' was not checked: repository '{URL}/env-prod.git' is not this one"
    ]


def test_alone_the_control_repository_says_that_it_saw_no_service(everything: Path) -> None:
    write(everything / "control", {".gitops-lint.yaml": "version: 1\n"})
    report = lint([everything / "control"])
    assert told(report) == []
    assert (report.summary.applications, report.summary.rendered) == (2, 0)
    assert unchecked(report) == [
        f"Application 'argocd/{env}' was not checked: repository '{URL}/env-{env}.git' is not this one"
        for env in ENVIRONMENTS
    ]


def test_an_environment_repository_is_judged_with_the_services_it_names(everything: Path) -> None:
    write(
        everything / "env-prod",
        {".gitops-lint.yaml": CONFIGURATION.replace(f"{URL}/env-prod: ../env-prod", f"{URL}/env-prod: .")},
    )
    report = lint([everything / "env-prod"])
    assert told(report) == [("apps/services.yaml", 17, "argocd/search-prod")]
