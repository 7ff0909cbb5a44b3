"""What `.argocd-source.yaml` says is rendered, and findings in it point there."""

from __future__ import annotations

import shutil
from itertools import pairwise
from typing import Any

import pytest

from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.problem import Severity
from gitops_lint.render.helm.values import Values
from gitops_lint.settings import config_from
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository
from gitops_lint.workspace.unread import unread_values

APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: {namespace}}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop{more}}}
"""
KUSTOMIZATION = {
    "shop/kustomization.yaml": "resources: [web.yaml]",
    "shop/web.yaml": """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
""",
}
CHART = {
    "shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}",
    "shop/values.yaml": "{tag: 1.0.0, level: info}",
    "shop/templates/settings.yaml": """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {tag: "{{ .Values.tag }}", level: "{{ .Values.level }}"}
""",
}


def built(files: dict[str, str], more: str = "", namespace: str = "argocd", argocd: Any = None) -> Repository:
    told = {"version": 1, "repositories": {"https://github.com/acme/deploy": "."}, "argocd": argocd or {}}
    tree = MemoryTree({"apps/shop.yaml": APPLICATION.format(namespace=namespace, more=more), **files})
    return build_repository(tree, config_from(told))


def problems(repo: Repository) -> list[tuple[str, str, Severity | None]]:
    return [
        (problem.path, problem.message, problem.severity)
        for problem in repo.problems
        if problem.rule == "argocd-source-file-invalid"
    ]


def test_an_image_of_the_file_comes_from_the_file() -> None:
    files = {**KUSTOMIZATION, "shop/.argocd-source-shop.yaml": "kustomize: {images: ['registry.example/web:2.0.0']}"}
    repo = built(files, more=", kustomize: {namePrefix: blue-}")
    (pod,) = repo.of_kind("", "Pod")
    assert pod.name == "blue-web"
    assert pod.get("spec", "containers", 0, "image") == "registry.example/web:2.0.0"
    image, name = (pod.origin.trace(at)[0] for at in (("spec", "containers", 0, "image"), ("metadata", "name")))
    assert (image.path, image.pointer) == ("shop/.argocd-source-shop.yaml", ("kustomize", "images", 0))
    assert (name.path, name.pointer) == ("apps/shop.yaml", ("spec", "source", "kustomize", "namePrefix"))


@pytest.mark.skipif(shutil.which("helm") is None, reason="renders a chart")
def test_a_value_of_the_file_is_traced_to_the_file() -> None:
    files = {**CHART, "shop/.argocd-source.yaml": "helm: {valuesObject: {tag: 2.0.0}}"}
    repo = built(files, more=", helm: {valuesObject: {level: debug}}")
    (settings,) = repo.of_kind("", "ConfigMap")
    assert settings.get("data") == {"tag": "2.0.0", "level": "debug"}
    origin: Any = settings.origin
    values = Values(repo.tree, lambda path: parse(path, repo.tree.read(path)).documents, origin.release.request)
    places = {key.path: (key.layer.path, key.layer.pointer + key.pointer) for key in values.scalars()}
    assert places == {
        ("tag",): ("shop/.argocd-source.yaml", ("helm", "valuesObject", "tag")),
        ("level",): ("", ("spec", "source", "helm", "valuesObject", "level")),
    }


@pytest.mark.skipif(shutil.which("helm") is None, reason="renders a chart")
def test_a_file_that_says_all_of_it_is_named_for_all_of_it() -> None:
    said = "helm: {valuesObject: {tag: 2.0.0}, parameters: [{name: level, value: debug}]}"
    repo = built({**CHART, "shop/.argocd-source.yaml": said})
    (settings,) = repo.of_kind("", "ConfigMap")
    origin: Any = settings.origin
    values = Values(repo.tree, lambda path: parse(path, repo.tree.read(path)).documents, origin.release.request)
    assert {key.path: key.cause for key in values.scalars()} == {
        ("tag",): Cause("values", "shop/.argocd-source.yaml", 0, ("helm", "valuesObject", "tag")),
        ("level",): Cause("values", "shop/.argocd-source.yaml", 0, ("helm", "parameters", 0, "value")),
    }


@pytest.mark.parametrize(
    ("namespace", "home", "read"),
    [
        ("argocd", "argocd", "shop"),
        ("team", "argocd", "team_shop"),
        ("argo", "argo", "shop"),
        ("team", "", "team_shop"),
    ],
)
def test_the_file_is_named_after_the_instance_name(namespace: str, home: str, read: str) -> None:
    files = {
        f"shop/.argocd-source-{name}.yaml": f"kustomize: {{nameSuffix: -of-{name.replace('_', '-')}}}"
        for name in ("shop", "team_shop")
    }
    argocd = {"instances": {"one": {"namespace": home, "roots": ["apps"]}}} if home else {}
    (pod,) = built({**KUSTOMIZATION, **files}, namespace=namespace, argocd=argocd).of_kind("", "Pod")
    assert pod.name == f"web-of-{read.replace('_', '-')}"


def test_what_argo_cd_refuses_is_not_rendered_and_said_once() -> None:
    repo = built({**KUSTOMIZATION, "shop/.argocd-source.yaml": "kustomize: [a]"})
    message = "error while parsing source parameters: 'kustomize' has to be a mapping"
    assert problems(repo) == [("shop/.argocd-source.yaml", message, None)]
    (deployable,) = [item for item in repo.deployables if item.kind == "application"]
    assert [part.weight for part in deployable.not_checked] == ["reported"]
    assert not deployable.resources


def test_a_second_tool_is_refused_in_the_file_that_brings_it() -> None:
    repo = built({**KUSTOMIZATION, "shop/.argocd-source.yaml": "helm: {}"}, more=", kustomize: {namePrefix: a-}")
    message = "multiple application sources defined: Kustomize,Helm"
    assert problems(repo) == [("shop/.argocd-source.yaml", message, None)]


def test_bad_yaml_is_told_by_its_own_rule_alone() -> None:
    repo = built({**KUSTOMIZATION, "shop/.argocd-source.yaml": "helm: {"})
    assert problems(repo) == []
    assert "yaml-syntax-error" in {problem.rule for problem in repo.problems}


def test_the_file_of_a_stranger_is_worth_knowing_and_of_a_misspelt_one_a_warning() -> None:
    strange, near = "shop/.argocd-source-pay.yaml", "shop/.argocd-source-shopp.yaml"
    repo = built({**KUSTOMIZATION, strange: "kustomize: {}", near: "kustomize: {}"})
    assert problems(repo) == [
        (strange, "no Application that deploys 'shop' is called 'pay'", Severity.INFO),
        (
            near,
            "no Application that deploys 'shop' is called 'shopp', did you mean '.argocd-source-shop.yaml'?",
            Severity.WARNING,
        ),
    ]


def test_nobody_is_a_stranger_where_a_set_may_have_more_applications() -> None:
    unknown = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shops, namespace: argocd}
spec:
  generators: [{clusters: {selector: {matchLabels: {env: prod}}}}]
  template:
    metadata: {name: "shop-{{name}}"}
    spec:
      project: shop
      destination: {server: "{{server}}", namespace: shop}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
"""
    files = {"apps/shops.yaml": unknown, "shop/.argocd-source-shop-eu.yaml": "kustomize: {}"}
    assert problems(built({**KUSTOMIZATION, **files})) == []


@pytest.mark.skipif(shutil.which("helm") is None, reason="renders a chart")
def test_what_the_chart_does_not_read_is_told_in_the_file() -> None:
    tagged = "helm: {parameters: [{name: tag, value: 2.0.0}, {name: tagg, value: x}], valuesObject: {levle: debug}}"
    (common, own) = unread_values(built({**CHART, "shop/.argocd-source.yaml": tagged}))
    assert (common.cause.path, common.cause.pointer) == (
        "shop/.argocd-source.yaml",
        ("helm", "valuesObject", "levle"),
    )
    assert (own.cause.path, own.cause.pointer) == ("shop/.argocd-source.yaml", ("helm", "parameters", 1, "name"))


@pytest.mark.skipif(shutil.which("helm") is None, reason="renders a chart")
def test_values_that_both_of_them_say_are_left_alone() -> None:
    files = {**CHART, "shop/.argocd-source.yaml": "helm: {valuesObject: {levle: debug}}"}
    assert unread_values(built(files, more=", helm: {valuesObject: {tag: 2.0.0}}")) == ()


def test_a_file_that_is_too_much_is_told_as_such_alone() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefgh")
    )
    repo = built({**KUSTOMIZATION, "shop/.argocd-source.yaml": bomb})
    assert problems(repo) == []
    assert [problem.rule for problem in repo.problems] == ["yaml-too-complex"]
    assert not any(item.resources for item in repo.deployables if item.kind == "application")
