"""Which folders of Applications count as forgotten."""

from __future__ import annotations

import pytest

from gitops_lint.builtin.argocd.argocd_orphan_application import ArgocdOrphanApplication
from gitops_lint.engine import Engine
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

PROJECT = "{apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: NAME, namespace: argocd}}\n"


def application(name: str, path: str, repository: str = "deploy") -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{server: "https://kubernetes.default.svc", namespace: argocd}}
  source: {{repoURL: "https://github.com/acme/{repository}.git", targetRevision: HEAD, path: {path}}}
---
"""


def told(files: dict[str, str]) -> list[str]:
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    results = Engine([ArgocdOrphanApplication()], build_repository(MemoryTree(files), config)).run()
    assert results.failures == []
    return [occurrence.message for occurrence in results.occurrences]


ROOT = {"root.yaml": application("root", "prod/apps"), "prod/apps/a.yaml": application("a", "a", "else")}


@pytest.mark.parametrize("folder", ["test/apps", "prod/jobs", "prod/apps/more"])
def test_a_folder_beside_or_in_a_deployed_one(folder: str) -> None:
    said = [f"no Application deploys '{folder}', though 'root' deploys 'prod/apps'"]
    assert told({**ROOT, f"{folder}/b.yaml": application("b", "b", "else")}) == said


@pytest.mark.parametrize("folder", ["apps", "test/prod/apps", "test/jobs", "prod/bootstrap"])
def test_a_folder_that_has_little_in_common(folder: str) -> None:
    assert told({**ROOT, f"{folder}/b.yaml": application("b", "b", "else")}) == []


def test_projects_are_beside_projects_alone() -> None:
    assert told({**ROOT, "prod/projects/b.yaml": PROJECT.replace("NAME", "b")}) == []
    more = {"prod/apps/p.yaml": PROJECT.replace("NAME", "p"), "prod/projects/b.yaml": PROJECT.replace("NAME", "b")}
    assert told({**ROOT, **more}) == ["no Application deploys 'prod/projects', though 'root' deploys 'prod/apps'"]


def test_what_the_tree_begins_with_is_applied_by_hand() -> None:
    assert told({**ROOT, "prod/init/root.yaml": application("team", "prod/apps")}) == []
    assert told({**ROOT, "prod/self/argo.yaml": application("argo-cd", "argo", "else")}) == []


def test_nothing_is_said_while_a_set_may_deploy_it() -> None:
    unknown = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: envs, namespace: argocd}
spec:
  generators: [{clusters: {selector: {matchLabels: {root: "true"}}}}]
  template:
    metadata: {name: "{{name}}"}
    spec:
      project: default
      destination: {server: "{{server}}", namespace: argocd}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "{{name}}/apps"}
"""
    assert told({**ROOT, "sets/envs.yaml": unknown, "test/apps/b.yaml": application("b", "b", "else")}) == []
