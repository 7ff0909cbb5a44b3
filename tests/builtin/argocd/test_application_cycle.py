"""Circles of Applications: which are told, and where."""

from __future__ import annotations

from gitops_lint.builtin.argocd.argocd_application_cycle import ArgocdApplicationCycle
from gitops_lint.engine import Engine
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository


def application(name: str, path: str, server: str = "https://kubernetes.default.svc") -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{server: "{server}", namespace: argocd}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: {path}}}
---
"""


def circles(files: dict[str, str]) -> list[str]:
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    results = Engine([ArgocdApplicationCycle()], build_repository(MemoryTree(files), config)).run()
    return [occurrence.message for occurrence in results.occurrences]


def test_of_three_it_is_the_last() -> None:
    files = {"u/a.yaml": application("a", "v"), "v/b.yaml": application("b", "w"), "w/c.yaml": application("c", "u")}
    assert circles(files) == ["'c' deploys 'a', which it comes from itself: a → b → c → a"]


def test_it_begins_where_one_is_brought_from_outside() -> None:
    files = {
        "root.yaml": application("root", "v"),
        "x/a.yaml": application("a", "v"),
        "v/b.yaml": application("b", "x"),
    }
    assert circles(files) == ["'a' deploys 'b', which it comes from itself: b → a → b"]


def test_it_begins_at_the_one_that_brings_most() -> None:
    files = {
        "x/a.yaml": application("a", "v"),
        "v/b.yaml": application("b", "x") + application("c", "z"),
        "x/d.yaml": application("d", "z"),
        "x/e.yaml": application("e", "z"),
        "z/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
    }
    assert circles(files) == ["'a' deploys 'b', which it comes from itself: b → a → b"]


def test_a_copied_path_is_one_finding() -> None:
    files = {
        "apps/all.yaml": application("root", "apps"),
        "apps/shop.yaml": application("shop", "apps"),
        "apps/web.yaml": application("web", "apps"),
    }
    assert circles(files) == ["'shop' deploys 'root', which it comes from itself: root → shop → root"]


def test_a_set_may_be_part_of_it() -> None:
    generated = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: a}]}}]
  template:
    metadata: {name: "{{name}}"}
    spec:
      project: default
      destination: {server: "https://kubernetes.default.svc", namespace: argocd}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: x}
"""
    files = {"sets/all.yaml": generated, "x/b.yaml": application("b", "sets")}
    assert circles(files) == ["'b' deploys 'all', which it comes from itself: all → a → b → all"]


def test_the_same_name_in_another_cluster_is_another_application() -> None:
    files = {
        "hub/root.yaml": application("root", "x"),
        "x/a.yaml": application("a", "v", "https://far.example"),
        "v/root.yaml": application("root", "w"),
        "w/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
    }
    assert circles(files) == []


def test_applications_that_share_a_child_are_no_circle() -> None:
    files = {
        "apps/a.yaml": application("a", "x"),
        "apps/b.yaml": application("b", "x"),
        "x/c.yaml": application("c", "z"),
        "z/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
    }
    assert circles(files) == []
