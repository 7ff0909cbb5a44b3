"""A version of Kubernetes whose schemas are not here is told of once, whatever it judges."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.apischema import installed
from gitops_lint.settings import Config, config_from
from gitops_lint.source.tree import MemoryTree

SETTINGS = "".join(f"---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}\n" for name in "ab")
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://git.example/acme/deploy.git", path: shop}
  destination: {name: old, namespace: shop}
"""


def told(files: dict[str, str], config: Config) -> list[str]:
    notices = lint_tree(MemoryTree(files), config).notices
    return [notice.message for notice in notices if notice.kind == "version-not-shipped"]


@pytest.fixture(autouse=True)
def _nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "installed_versions", dict)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("99.1", "the schemas of Kubernetes 99.1 are not here: its objects are judged by those of 1.37"),
        ("1.10", "the schemas of Kubernetes 1.10 are not here: its objects are judged by those of 1.25"),
    ],
)
def test_the_version_of_the_run(version: str, message: str) -> None:
    assert told({"a.yaml": SETTINGS}, Config(kubernetes_version=version)) == [message]


@pytest.mark.parametrize("version", ["", "1.25", "1.33", "1.37"])
def test_versions_that_are_here(version: str) -> None:
    assert told({"a.yaml": SETTINGS}, Config(kubernetes_version=version)) == []


def test_the_version_of_a_cluster() -> None:
    config = config_from({"version": 1, "clusters": {"old": {"server": "https://old", "kubernetes-version": "1.10"}}})
    assert told({"app.yaml": APPLICATION, "shop/a.yaml": SETTINGS}, config) == [
        "the schemas of Kubernetes 1.10 are not here: its objects are judged by those of 1.25"
    ]


def test_a_version_that_kubernetes_validate_brings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "_definitions.json"
    path.write_text('{"$defs": {}}')
    monkeypatch.setattr(installed, "installed_versions", lambda: {"9.1": path})
    assert told({"a.yaml": SETTINGS}, Config(kubernetes_version="9.1")) == []
    assert told({"a.yaml": SETTINGS}, Config(kubernetes_version="9.2")) == [
        "the schemas of Kubernetes 9.2 are not here: its objects are judged by those of 9.1"
    ]
