"""Global projects: the settings of one project count in others (upstream ``GetAppVirtualProject``)."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from oracle import Ask

from gitops_lint.argocd.exclusions import filters_of
from gitops_lint.argocd.globalprojects import global_names, merged, named_in
from gitops_lint.argocd.instance import Settings
from gitops_lint.argocd.project import (
    Project,
    destination_permission,
    read_project,
    resource_permission,
    source_permission,
)
from gitops_lint.argocd.told import SETTINGS, Told

BOTH = "[{projectName: one, labelSelector: {matchLabels: {team: a}}}, {projectName: two}]"


@pytest.mark.parametrize(
    ("setting", "name", "labels", "found"),
    [
        (BOTH, "shop", {"team": "a"}, ["one", "two"]),
        (BOTH, "shop", {}, ["two"]),
        (BOTH, "two", {"team": "a"}, ["one"]),
        ("[{projectName: one, labelSelector: {matchExpressions: [{key: team, operator: Exists}]}}]", "a", {}, []),
        (
            "[{projectName: one, labelSelector: {matchExpressions: [{key: team, operator: in}]}}, {projectName: two}]",
            "a",
            {},
            [],
        ),
        ("projectName: one", "a", {}, []),
        ("[{projectName: one, labelSelector: team}]", "a", {}, []),
        ("", "a", {}, []),
    ],
)
def test_who_is_global_to_whom(setting: str, name: str, labels: dict[str, str], found: list[str]) -> None:
    assert list(global_names(setting, name, labels)) == found


def test_all_that_is_named() -> None:
    assert named_in(BOTH) == {"one", "two"}


def test_a_list_of_a_global_project_restricts_what_was_open() -> None:
    deployments = read_project({"spec": {"namespaceResourceWhitelist": [{"group": "apps", "kind": "Deployment"}]}})
    nothing = read_project({"spec": {"namespaceResourceWhitelist": []}})
    assert resource_permission(Project(), "", "Service", "a", namespaced=True)
    assert not resource_permission(merged(Project(), deployments), "", "Service", "a", namespaced=True)
    assert resource_permission(merged(nothing, deployments), "apps", "Deployment", "a", namespaced=True)
    assert resource_permission(merged(Project(), nothing), "", "Service", "a", namespaced=True)


URLS = ["https://github.com/acme/shop", "https://github.com/other/shop"]
KINDS = [{"group": group, "kind": kind} for group in ("", "apps", "*") for kind in ("Namespace", "Deployment", "*")]


def _project(dice: random.Random, name: str) -> dict[str, Any]:
    destinations = [
        {"server": server, "namespace": namespace}
        for server in ("https://prod", "*", "!https://dev")
        for namespace in ("shop", "*", "!kube-system")
    ]
    spec: dict[str, Any] = {
        "sourceRepos": dice.sample([*URLS, "*", "!https://github.com/other/*"], dice.randint(0, 2)),
        "destinations": dice.sample(destinations, dice.randint(0, 2)),
    }
    for key in ("clusterResourceWhitelist", "clusterResourceBlacklist", "namespaceResourceBlacklist"):
        spec[key] = dice.sample(KINDS, dice.choice([0, 0, 1, 2]))
    if dice.random() < 0.5:
        spec["namespaceResourceWhitelist"] = dice.sample(KINDS, dice.randint(0, 2))
    labels = {key: dice.choice("ab") for key in ("team", "tier") if dice.random() < 0.5}
    return {"metadata": {"name": name, "namespace": "argocd", "labels": labels}, "spec": spec}


def _selector(dice: random.Random) -> dict[str, Any]:
    operator = dice.choice(["In", "NotIn", "Exists", "DoesNotExist"])
    values = dice.sample(["a", "b"], dice.randint(1, 2)) if operator.endswith("In") else []
    return dice.choice(
        [
            {},
            {"matchLabels": {"team": dice.choice("ab")}},
            {"matchExpressions": [{"key": dice.choice(["team", "tier"]), "operator": operator, "values": values}]},
        ]
    )


@pytest.mark.oracle
def test_same_permissions_as_upstream(argocd: Ask, runs: int) -> None:
    dice = random.Random(7)
    questions, ours = [], []
    for _ in range(runs):
        projects = [_project(dice, name) for name in ("shop", "one", "two")]
        chosen = dice.choices(["one", "two", "shop", "gone"], weights=[4, 4, 1, 1], k=dice.randint(0, 3))
        setting = json.dumps([{"projectName": name, "labelSelector": _selector(dice)} for name in chosen])
        url, server, namespace = (
            dice.choice(URLS),
            dice.choice(["https://prod", "https://dev"]),
            dice.choice(["shop", "x"]),
        )
        group, kind = dice.choice(["", "apps"]), dice.choice(["Namespace", "Deployment"])
        asked = {"projects": projects, "data": {"globalProjects": setting}, "text": url, "namespace": namespace}
        questions.append(
            {"op": "virtual", "cluster": {"server": server}, "group": group, "kind": kind, "name": "x", **asked}
        )
        project = read_project(projects[0])
        for name in global_names(setting, "shop", projects[0]["metadata"]["labels"]):
            if name == "gone":
                break
            project = merged(project, read_project(projects[("shop", "one", "two").index(name)]))
        ours.append(
            [
                source_permission(project, url).allowed,
                destination_permission(project, (server, ""), namespace).allowed,
                resource_permission(project, group, kind, "x", namespaced=True).allowed,
                resource_permission(project, group, kind, "x", namespaced=False).allowed,
            ]
        )
    for question, theirs, mine in zip(questions, argocd(questions), ours, strict=True):
        assert mine == theirs, json.dumps(question)


def _entries(dice: random.Random) -> list[dict[str, Any]]:
    parts = {
        "apiGroups": ["", "apps", "*.k8s.io", "{apps,batch}", "*"],
        "kinds": ["Deployment", "Event", "*", "Dep*"],
        "clusters": ["https://prod", "https://*", "*"],
    }
    return [
        {key: dice.sample(values, dice.randint(0, 2)) for key, values in parts.items() if dice.random() < 0.6}
        for _ in range(dice.randint(0, 2))
    ]


@pytest.mark.oracle
def test_same_exclusions_as_upstream(argocd: Ask, runs: int) -> None:
    dice = random.Random(11)
    questions, ours = [], []
    for _ in range(runs):
        keys = [key for key in ("resource.exclusions", "resource.inclusions") if dice.random() < 0.7]
        data = {key: json.dumps(_entries(dice)) for key in keys}
        group, kind = (
            dice.choice(["", "apps", "events.k8s.io", "coordination.k8s.io"]),
            dice.choice(["Deployment", "Event", "Lease"]),
        )
        server = dice.choice(["https://prod", "http://dev"])
        questions.append({"op": "excluded", "data": data, "group": group, "kind": kind, "cluster": {"server": server}})
        (found,) = filters_of(Settings((Told(SETTINGS, data, "cm.yaml", whole=True),)), (3, 5))
        ours.append(bool(found.why_excluded(group, kind, server)))
    for question, theirs, mine in zip(questions, argocd(questions), ours, strict=True):
        assert mine == theirs, json.dumps(question)
