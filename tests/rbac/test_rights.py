"""What rules of roles grant, and who ends up with it."""

from __future__ import annotations

import pytest

from gitops_lint.rbac.bindings import holders, rights_of, uses_token
from gitops_lint.rbac.powers import power
from gitops_lint.rbac.rights import Grant, covers
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository


def grant(verbs: str, groups: str, resources: str, names: str = "") -> Grant:
    return Grant(
        None,
        (),
        frozenset(verbs.split()),
        frozenset(groups.split(",")),
        tuple(resources.split()),
        frozenset(names.split()),
    )


@pytest.mark.parametrize(
    ("pattern", "resource", "answer"),
    [
        ("pods", "pods", True),
        ("pods", "pods/exec", False),
        ("pods/exec", "pods/exec", True),
        ("*", "pods/exec", True),
        ("*/exec", "pods/exec", True),
        ("pods/*", "pods/exec", False),
        ("*/exec", "pods", False),
    ],
)
def test_a_pattern_covers_as_upstream_reads_it(pattern: str, resource: str, answer: bool) -> None:
    assert covers(pattern, resource) is answer


def test_names_never_grant_what_has_no_name() -> None:
    limited = grant("create get", "", "secrets", "mine")
    assert not limited.allows("create", "", "secrets")
    assert limited.allows("get", "", "secrets")


def test_everything_needs_all_three_wildcards() -> None:
    assert grant("*", "*", "*").is_everything
    assert not grant("*", "", "*").is_everything
    assert not grant("*", "*", "*", "mine").is_everything


def test_a_power_names_the_first_verb_for_each_resource() -> None:
    assert list(power("secrets").within(grant("list watch", "", "secrets"))) == [("list", "secrets")]
    assert list(power("secrets").within(grant("get", "", "secrets", "mine"))) == []
    assert list(power("secrets").within(grant("get", "apps", "secrets"))) == []
    assert list(power("secrets").within(grant("*", "*", "*"), wildcards=False)) == []


TREE = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {give: "yes"}}]}
rules: [{apiGroups: [""], resources: [nodes], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {give: "yes"}}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: give, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {serviceAccountName: web, containers: [{name: app, image: "registry.example/app:1"}]}
"""


def test_an_aggregated_role_is_what_it_selects() -> None:
    repo = build_repository(MemoryTree({"all.yaml": TREE}), Config())
    held = repo.once(holders)["", "shop", "web"]
    assert [(each.grant.resources, each.namespace) for each in held] == [(("secrets",), "shop")]
    pod = next(resource.workload for resource in repo.resources if resource.kind == "Pod")
    assert pod is not None
    assert rights_of(repo, pod) == held
    assert not uses_token(repo, pod)


@pytest.mark.parametrize(
    "shape", ["rules: 3", "rules: [3]", "rules: [{verbs: x, resources: [1]}]", "aggregationRule: []"]
)
def test_odd_shapes_grant_nothing(shape: str) -> None:
    text = f"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: a}}\n{shape}\n"
    text += "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\n"
    text += "roleRef: {kind: ClusterRole, name: a}\nsubjects: [{kind: ServiceAccount, name: a, namespace: b}, 7]\n"
    repo = build_repository(MemoryTree({"all.yaml": text}), Config())
    assert repo.once(holders) == {("", "b", "a"): ()}
