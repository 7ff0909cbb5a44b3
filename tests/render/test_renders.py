"""Which results of one tree are good for another."""

from __future__ import annotations

import pytest

from gitops_lint.render.renders import Renders
from gitops_lint.render.request import HelmOptions, RenderRequest, RenderResult

REQUEST = RenderRequest("kustomize", "apps/shop")
RESULT = RenderResult(files=frozenset({"apps/shop/kustomization.yaml", "base/web/deployment.yaml", "lost/base"}))


@pytest.mark.parametrize("touched", ["README.md", "apps/pay/kustomization.yaml", "base/values.yaml", "apps/shop.yaml"])
def test_what_nothing_touches_is_the_same(touched: str) -> None:
    renders = Renders([touched])
    renders.learn(REQUEST, RESULT)
    assert renders.of(RenderRequest("kustomize", "apps/shop")) is RESULT


@pytest.mark.parametrize(
    "touched",
    [
        "base/web/deployment.yaml",  # it was read
        "base/web/new.yaml",  # beside what was read: it may be found by a pattern
        "base/web/charts/cache/values.yaml",  # below it: a chart that the base inflates
        "lost/base/deployment.yaml",  # in a folder that was looked for
        "apps/shop/extra/new.yaml",  # below the source
    ],
)
def test_what_is_touched_is_not(touched: str) -> None:
    renders = Renders([touched])
    renders.learn(REQUEST, RESULT)
    assert renders.of(REQUEST) is None


def test_everything_lies_below_the_root() -> None:
    renders = Renders(["deep/down/a.yaml"])
    renders.learn(RenderRequest("directory", "."), RenderResult())
    assert renders.of(RenderRequest("directory", ".")) is None


def test_another_request_has_another_answer() -> None:
    renders = Renders([])
    renders.learn(RenderRequest("helm", "chart", helm=HelmOptions(release="a")), RESULT)
    assert renders.of(RenderRequest("helm", "chart", helm=HelmOptions(release="b"))) is None
    assert renders.of(RenderRequest("helm", "chart", helm=HelmOptions(release="a"))) is RESULT


@pytest.mark.parametrize("request_", [RenderRequest("plugin", "app"), RenderRequest("helm", "@1/chart")])
def test_what_is_not_of_the_tree_alone_is_asked_anew(request_: RenderRequest) -> None:
    renders = Renders([])
    renders.learn(request_, RESULT)
    assert renders.of(request_) is None
