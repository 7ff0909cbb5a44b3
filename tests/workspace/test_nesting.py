"""Applications that bring Applications: how deep we follow, and what is said where we stop."""

from __future__ import annotations

import shutil

import pytest

from gitops_lint.model.repository import Repository
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository
from gitops_lint.workspace.applications import MAX_DEPTH, MAX_REPEATS


def application(name: str, path: str, more: str = "", server: str = "https://kubernetes.default.svc") -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{server: "{server}", namespace: argocd}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: {path}{more}}}
"""


def built(files: dict[str, str]) -> Repository:
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    return build_repository(MemoryTree(files), config)


@pytest.mark.skipif(shutil.which("helm") is None, reason="renders a chart")
def test_a_chart_that_deploys_itself_with_other_values_comes_to_an_end() -> None:
    child = application("{{ .Release.Name }}-x", "tower", ", helm: {values: 'floor: {{ add1 .Values.floor }}'}")
    files = {
        "root.yaml": application("root", "tower"),
        "tower/Chart.yaml": "{apiVersion: v2, name: tower, version: 1.0.0}",
        "tower/values.yaml": "floor: 0",
        "tower/templates/app.yaml": child,
    }
    (deployable,) = [item for item in built(files).deployables if item.not_checked]
    assert deployable.name == "argocd/root" + "-x" * MAX_DEPTH
    assert [(part.reason, part.weight, part.cause.path) for part in deployable.not_checked] == [
        (f"Applications are nested more than {MAX_DEPTH} deep", "error", "tower/templates/app.yaml")
    ]


@pytest.mark.skipif(shutil.which("helm") is None, reason="renders a chart")
def test_a_chart_that_grows_in_width_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitops_lint.workspace.applications.MAX_REPEATS", 5)
    child = application("{{ $.Release.Name }}-{{ $n }}", "tower")
    files = {
        "root.yaml": application("root", "tower"),
        "tower/Chart.yaml": "{apiVersion: v2, name: tower, version: 1.0.0}",
        "tower/templates/app.yaml": f"{{{{ range $n := until 3 }}}}\n---\n{child}{{{{ end }}}}",
    }
    assert MAX_REPEATS > 5
    said = {part.reason for item in built(files).deployables for part in item.not_checked}
    assert said == {"more than 5 Applications render a folder that one above them renders"}
