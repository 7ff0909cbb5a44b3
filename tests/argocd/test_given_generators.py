"""What the configuration says of generators that ask a service stands for what they would get."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from argocd.memory import Memory

from gitops_lint import Config, lint
from gitops_lint.argocd.applicationset.environment import Environment
from gitops_lint.argocd.applicationset.expand import expand
from gitops_lint.problem import UserError
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

PULL = {
    "number": 42,
    "title": "Add",
    "branch": "feature/Add_Basket",
    "target_branch": "main",
    "head_sha": "4d3f0a2b1c5e",
}
REPOSITORY = {
    "organization": "acme",
    "repository": "shop",
    "branch": "Main_1",
    "sha": "0123456789ab",
    "labels": ["a", "b"],
}


def names(kind: str, body: dict[str, Any], given: list[dict[str, Any]], name: str, **spec: Any) -> list[str]:
    template = {"metadata": {"name": name}, "spec": {}}
    value = {"metadata": {"name": "shop"}, "spec": {"generators": [{kind: body}], "template": template, **spec}}
    expansion = expand(value, Environment(Memory({}), given={"shop": {kind: given}}))
    assert expansion.problems == ()
    assert expansion.notices == ()
    return [application.name for application in expansion.applications]


def test_what_follows_from_a_pull_request_need_not_be_given() -> None:
    text = "{{number}} {{branch_slug}} {{target_branch_slug}} {{head_short_sha}} {{head_short_sha_7}} {{values.a}}"
    found = names("pullRequest", {"values": {"a": "pr-{{number}}"}}, [PULL, {**PULL, "number": 7}], text)
    assert found == [f"{number} feature-add-basket main 4d3f0a2b 4d3f0a2 pr-{number}" for number in (42, 7)]
    assert names("pullRequest", {}, [{**PULL, "branch_slug": "mine"}], "{{branch_slug}}") == ["mine"]


def test_labels_of_pull_requests_are_a_list_for_go_templates_alone() -> None:
    given = [{**PULL, "labels": ["preview", "eu"]}]
    assert names("pullRequest", {}, given, "{{index .labels 1}} {{.number}}", goTemplate=True) == ["eu 42"]
    assert names("pullRequest", {}, given, "{{labels}}") == ["{{labels}}"]


def test_repositories() -> None:
    text = "{{organization}}/{{repository}} {{short_sha}} {{short_sha_7}} {{branchNormalized}} {{labels}}"
    assert names("scmProvider", {}, [REPOSITORY], text) == ["acme/shop 01234567 0123456 main-1 a,b"]


def test_a_plugin_may_give_anything() -> None:
    body = {"input": {"parameters": {"team": "pay"}}}
    given = [{"key": {"deep": 3}, "list": ["x", "y"]}]
    assert names("plugin", body, given, "{{key.deep}} {{list.1}}") == ["3 y"]
    go = "{{.key.deep}} {{index .list 1}} {{.generator.input.parameters.team}}"
    assert names("plugin", body, given, go, goTemplate=True) == ["3 y pay"]


def test_decisions_are_texts() -> None:
    given = [{"name": "prod", "server": "https://prod.example", "clusterName": "prod"}]
    assert names("clusterDecisionResource", {"values": {"k": "v"}}, given, "{{name}} {{clusterName}} {{values.k}}") == [
        "prod prod v"
    ]


def test_they_take_part_in_a_matrix() -> None:
    body = {"generators": [{"list": {"elements": [{"env": "dev"}, {"env": "test"}]}}, {"pullRequest": {}}]}
    template = {"metadata": {"name": "{{env}}-{{number}}"}, "spec": {}}
    value = {"metadata": {"name": "shop"}, "spec": {"generators": [{"matrix": body}], "template": template}}
    expansion = expand(value, Environment(Memory({}), given={"shop": {"pullRequest": [PULL]}}))
    assert [application.name for application in expansion.applications] == ["dev-42", "test-42"]


SET = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop-previews, namespace: argocd}
spec:
  generators: [{pullRequest: {github: {owner: acme, repo: shop}}}]
  template:
    metadata: {name: "shop-{{number}}"}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: "shop-{{branch_slug}}"}
      source: {repoURL: "https://github.com/acme/gitops.git", targetRevision: HEAD, path: shop}
"""
FILES = {
    "sets/previews.yaml": SET,
    "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
}


def config(**more: Any) -> Config:
    return config_from({"repositories": {"https://github.com/acme/gitops.git": "."}, **more})


def test_the_applications_are_rendered() -> None:
    given = {"shop-previews": {"pullRequest": [{"number": 42, "branch": "add-basket"}]}}
    repo = build_repository(MemoryTree(FILES), config(generators=given))
    assert [item.name for item in repo.applications] == ["shop-42"]
    assert [item.namespace for item in repo.of_kind("", "ConfigMap")] == ["shop-add-basket"]


def test_without_them_the_set_is_not_checked(tmp_path: Any) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    report = lint([tmp_path], config())
    assert [finding.message for finding in report.findings if finding.rule == "not-checked"] == [
        (
            "applicationset 'sets/previews.yaml' was not checked: "
            "what the pullRequest generator yields is not in the repository: 'generators' can say it"
        )
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{previews: {pullRequests: []}}",
            "unknown key 'generators.previews.pullRequests', did you mean 'pullRequest'?",
        ),
        ("{previews: {plugin: {a: 1}}}", "'generators.previews.plugin' must be a list, not a mapping"),
        ("{previews: {plugin: [x]}}", "'generators.previews.plugin[0]' must be a mapping, not a string"),
    ],
)
def test_mistakes_in_the_configuration(text: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        config(generators=yaml.safe_load(text))
    assert str(caught.value) == message
