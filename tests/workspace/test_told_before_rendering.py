"""What Argo CD is told counts in what is rendered."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint import Config
from gitops_lint.api import lint_tree
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace.build import build_repository

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {MODE: fast}\n"
SHARED = {
    "shared/settings.yaml": OBJECT,
    "app/kustomization.yaml": "resources: [../shared/settings.yaml]\n",
}
CHARTS = {"app/kustomization.yaml": "helmCharts: [{name: web, repo: https://charts.example, version: 1.0.0}]\n"}


def settings(options: str) -> str:
    return (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\n"
        f"data: {{kustomize.buildOptions: {options}}}\n"
    )


def rules(files: dict[str, str], config: Config | None = None) -> set[str]:
    report = lint_tree(MemoryTree(files), config or Config())
    return {finding.rule for finding in report.findings}


def test_a_file_outside_is_refused_unless_argocd_lifts_the_restriction() -> None:
    assert "kustomization-load-restriction" in rules(SHARED)
    lifted = {"argocd/argocd-cm.yaml": settings("--load-restrictor LoadRestrictionsNone")}
    assert "kustomization-load-restriction" not in rules({**SHARED, **lifted})


@pytest.mark.parametrize("told", ["values", "inline", "path"])
def test_the_options_come_from_wherever_they_are_kept(told: str) -> None:
    options = "--load-restrictor LoadRestrictionsNone"
    files, data = dict(SHARED), {"version": 1}
    argocd: dict[str, Any] = {}
    if told == "values":
        files["argocd/values.yaml"] = f"configs: {{cm: {{kustomize.buildOptions: {options}}}}}\n"
    elif told == "inline":
        argocd["config"] = {"kustomize.buildOptions": options}
    else:
        files["a/cm.yaml"], files["b/cm.yaml"] = settings(options), settings("--enable-helm")
        argocd["config"] = "a/cm.yaml"
    assert "kustomization-load-restriction" not in rules(files, config_from({**data, "argocd": argocd}))


def test_instances_that_say_different_things_leave_the_default() -> None:
    files = {**SHARED, "a/cm.yaml": settings("--load-restrictor LoadRestrictionsNone"), "b/cm.yaml": settings("--x")}
    assert "kustomization-load-restriction" in rules(files)


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: app, namespace: argocd}}
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: app}}
  source:
    repoURL: https://github.com/acme/deploy.git
    path: app
    kustomize: {{{more}}}
"""
HERE = {"version": 1, "repositories": {"https://github.com/acme/deploy.git": "."}}


@pytest.mark.parametrize(("cluster", "found"), [("dev", False), ("prod", True)])
def test_each_instance_builds_with_its_own_options(cluster: str, found: bool) -> None:
    files = {
        **SHARED,
        "clusters/dev/argocd/cm.yaml": settings("--load-restrictor LoadRestrictionsNone"),
        "clusters/prod/argocd/cm.yaml": settings("--enable-helm"),
        f"clusters/{cluster}/app.yaml": APPLICATION.format(more=""),
    }
    assert ("kustomization-load-restriction" in rules(files, config_from(HERE))) is found
    declared = {name: {"roots": [f"clusters/{name}"]} for name in ("dev", "prod")}
    config = config_from({**HERE, "argocd": {"instances": declared}})
    assert ("kustomization-load-restriction" in rules(files, config)) is found


def test_the_options_of_a_version_are_for_those_who_ask_for_it() -> None:
    cm = settings("x").replace(
        "kustomize.buildOptions: x", "kustomize.buildOptions.v4: --load-restrictor LoadRestrictionsNone"
    )
    for more, found in (("version: v4", False), ("version: v5", True), ("", True)):
        files = {**SHARED, "cm.yaml": cm, "apps/app.yaml": APPLICATION.format(more=more)}
        assert ("kustomization-load-restriction" in rules(files, config_from(HERE))) is found


def test_charts_in_kustomizations_need_to_be_enabled_where_options_are_known() -> None:
    assert "kustomization-helm-disabled" not in rules(CHARTS)
    assert "kustomization-helm-disabled" in rules({**CHARTS, "cm.yaml": settings("--load-restrictor x")})
    assert "kustomization-helm-disabled" not in rules({**CHARTS, "cm.yaml": settings("--enable-helm")})


@pytest.mark.parametrize(("ignore", "found"), [("true", False), ("false", True)])
def test_missing_components_of_an_application_are_passed_over_where_it_says_so(ignore: str, found: bool) -> None:
    files = {
        "app/kustomization.yaml": "resources: [settings.yaml]\n",
        "app/settings.yaml": OBJECT,
        "apps/app.yaml": APPLICATION.format(more=f"components: [../gone], ignoreMissingComponents: {ignore}"),
    }
    assert ("kustomization-missing-reference" in rules(files, config_from(HERE))) is found


def objects(files: dict[str, str], kind: str) -> list[str]:
    """The names of all objects of a kind."""
    repo = build_repository(MemoryTree(files), config_from(HERE))
    return sorted(item.name for item in repo.resources if item.kind == kind and item.context.application)


@pytest.mark.parametrize(("enabled", "name"), [("true", "my-settings"), ("false", "settings")])
def test_a_tool_that_is_switched_off_leaves_plain_manifests(enabled: str, name: str) -> None:
    files = {
        "app/kustomization.yaml": "{namePrefix: my-, resources: [settings.yaml]}",
        "app/settings.yaml": OBJECT,
        "apps/app.yaml": APPLICATION.format(more=""),
        "argocd/values.yaml": f"configs: {{cm: {{kustomize.enable: {enabled}, url: x}}}}",
    }
    assert objects(files, "ConfigMap") == [name]


SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: envs, namespace: argocd}
spec:
  generators:
    - git: {repoURL: "https://github.com/acme/deploy.git", revision: HEAD, files: [{path: envs/*.json}]}
  template:
    metadata: {name: "{{env}}"}
    spec:
      project: default
      destination: {server: https://kubernetes.default.svc, namespace: app}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: app}
"""


@pytest.mark.parametrize(("on", "names"), [("true", ["dev"]), ("false", ["dev", "prod"])])
def test_files_of_a_generator_are_matched_as_the_controller_is_told(on: str, names: list[str]) -> None:
    files = {
        "sets/envs.yaml": SET,
        "envs/dev.json": '{"env": "dev"}',
        "envs/eu/prod.json": '{"env": "prod"}',
        "app/settings.yaml": OBJECT,
        "cm.yaml": settings("x")
        .replace("argocd-cm", "argocd-cmd-params-cm")
        .replace("kustomize.buildOptions: x", f"applicationsetcontroller.enable.new.git.file.globbing: '{on}'"),
    }
    repo = build_repository(MemoryTree(files), config_from(HERE))
    assert sorted(item.name for item in repo.applications) == names
