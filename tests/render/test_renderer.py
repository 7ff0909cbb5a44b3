"""What is built once, whoever asks for it."""

from __future__ import annotations

import pytest

from gitops_lint.argocd.globs import glob
from gitops_lint.render.kustomize import fallback
from gitops_lint.render.renderer import Renderer
from gitops_lint.render.request import Capabilities, KustomizeOptions, RenderRequest
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree

TREE = MemoryTree(
    {
        "shop/kustomization.yaml": "resources: [a.yaml]\n",
        "shop/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "packed/kustomization.yaml": "helmCharts: [{name: web, releaseName: web}]\n",
        "packed/charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "packed/charts/web/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    }
)
NEW, OLD = Capabilities("1.35.0"), Capabilities("1.29.0")


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were built."""
    folders: list[str] = []
    build = fallback.build

    def noted(tree: object, folder: str, *rest: object) -> object:
        folders.append(folder)
        return build(tree, folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fallback, "build", noted)
    return folders


def request(path: str, **options: object) -> RenderRequest:
    return RenderRequest("kustomize", path, kustomize=KustomizeOptions(**options))  # type: ignore[arg-type]


def renderer() -> Renderer:
    return Renderer(TREE, lambda path: parse(path, TREE.read(path)), glob)


def test_a_kustomization_is_built_once_for_all_clusters(builds: list[str]) -> None:
    render = renderer().render
    first, second = (render(request("shop", capabilities=told)) for told in (NEW, OLD))
    assert first.objects == second.objects != ()
    assert builds == ["shop"]


def test_what_an_application_adds_is_built_for_it(builds: list[str]) -> None:
    render = renderer().render
    names = [
        render(request("shop", extra=extra)).objects[0].value["metadata"]["name"]
        for extra in ({}, {"namePrefix": "b-"}, {"namePrefix": "c-"}, {})
    ]
    assert names == ["a", "b-a", "c-a", "a"]
    assert builds == ["shop"] * 3


def test_build_options_count(builds: list[str]) -> None:
    render = renderer().render
    for options in ("", "--enable-helm", ""):
        render(request("shop", build_options=options))
    assert builds == ["shop"] * 2


def test_charts_are_told_of_their_cluster(builds: list[str]) -> None:
    render = renderer().render
    for told in (NEW, OLD, NEW):
        render(request("packed", capabilities=told))
    assert builds == ["packed"] * 2
